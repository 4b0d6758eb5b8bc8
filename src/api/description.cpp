#include "api/api.hpp"

namespace utvag::api {
namespace {

constexpr std::string_view kOpenApi = R"json({
  "openapi": "3.1.0",
  "info": {
    "title": "Utväg",
    "version": "1",
    "description": "Ekonomiskt bistånd, calculated and explained. Nothing that is asked is kept.",
    "license": {"name": "Apache 2.0", "identifier": "Apache-2.0"}
  },
  "servers": [{"url": "/"}],
  "paths": {
    "/api/v1/calculate": {
      "post": {
        "operationId": "calculate",
        "summary": "A household's month, with every amount's rule, version and citation",
        "parameters": [
          {"$ref": "#/components/parameters/municipality"},
          {"name": "month", "in": "query", "schema": {"type": "string"}, "example": "2026-11",
           "description": "Goes before what the household says"},
          {"name": "decision_date", "in": "query", "schema": {"type": "string", "format": "date"},
           "description": "Decides which law is cited; today when it is not said"},
          {"name": "known_at", "in": "query", "schema": {"type": "string", "format": "date"},
           "description": "Only what was registered that day is used; today when not said"}
        ],
        "requestBody": {
          "required": true,
          "content": {"application/json": {"schema": {"type": "object",
            "description": "utvag/hushall/1; its JSON Schema is at /api/v1/schema"}}}
        },
        "responses": {
          "200": {"description": "utvag/berakning/1; missing facts and rules are answers too",
                  "content": {"application/json": {"schema": {"type": "object"}}}},
          "400": {"$ref": "#/components/responses/faults"},
          "413": {"description": "More than one mebibyte"},
          "415": {"$ref": "#/components/responses/faults"},
          "422": {"$ref": "#/components/responses/faults"}
        }
      }
    },
    "/api/v1/rules": {
      "get": {
        "operationId": "rules",
        "summary": "The packs and every rule of them",
        "parameters": [{"$ref": "#/components/parameters/municipality"}],
        "responses": {
          "200": {"description": "Packs and rules", "content": {"application/json": {"schema": {
            "type": "object", "required": ["packs", "rules"], "properties": {
              "packs": {"type": "array", "items": {"$ref": "#/components/schemas/Pack"}},
              "rules": {"type": "array", "items": {"$ref": "#/components/schemas/Rule"}}}}}}},
          "400": {"$ref": "#/components/responses/faults"}
        }
      }
    },
    "/api/v1/rules/{name}": {
      "get": {
        "operationId": "rule",
        "summary": "One rule",
        "parameters": [
          {"name": "name", "in": "path", "required": true, "schema": {"type": "string"},
           "example": "riksnorm"},
          {"$ref": "#/components/parameters/municipality"}
        ],
        "responses": {
          "200": {"description": "The rule", "content": {"application/json": {
            "schema": {"$ref": "#/components/schemas/Rule"}}}},
          "400": {"$ref": "#/components/responses/faults"},
          "404": {"$ref": "#/components/responses/faults"}
        }
      }
    },
    "/api/v1/schema": {
      "get": {
        "operationId": "schema",
        "summary": "JSON Schema (2020-12) of a household",
        "parameters": [{"$ref": "#/components/parameters/municipality"}],
        "responses": {
          "200": {"description": "The schema", "content": {"application/json": {
            "schema": {"type": "object"}}}},
          "400": {"$ref": "#/components/responses/faults"}
        }
      }
    },
    "/api/v1/openapi.json": {
      "get": {
        "operationId": "description",
        "summary": "This description",
        "responses": {"200": {"description": "OpenAPI 3.1", "content": {"application/json": {
          "schema": {"type": "object"}}}}}
      }
    }
  },
  "components": {
    "parameters": {
      "municipality": {"name": "municipality", "in": "query",
        "schema": {"type": "string", "pattern": "^[0-9]{4}$"}, "example": "1280",
        "description": "Whose guidelines apply beside the law; without it the law alone"}
    },
    "responses": {
      "faults": {"description": "Every fault that was found. Nothing that was sent is repeated",
        "content": {"application/json": {"schema": {
          "type": "object", "required": ["errors"], "properties": {"errors": {"type": "array",
            "items": {"$ref": "#/components/schemas/Fault"}}}}}}}
    },
    "schemas": {
      "Fault": {"type": "object", "required": ["code", "where", "sv", "en"], "properties": {
        "code": {"type": "string"}, "where": {"type": "string"},
        "sv": {"type": "string"}, "en": {"type": "string"}}},
      "Pack": {"type": "object", "required": ["name", "label", "hash"], "properties": {
        "name": {"type": "string"}, "label": {"type": "string"}, "hash": {"type": "string"}}},
      "Rule": {"type": "object", "required": ["name", "kind", "label", "versions"], "properties": {
        "name": {"type": "string"},
        "kind": {"enum": ["input", "value", "table", "rule", "judgement", "not_expressed"]},
        "label": {"type": "string"}, "explanation": {"type": "string"},
        "per_person": {"type": "boolean"}, "pack": {"type": "string"},
        "provisions": {"type": "array", "items": {"type": "object", "properties": {
          "text": {"type": "string"}, "link": {"type": "string"}}}},
        "versions": {"type": "array", "items": {"type": "object", "properties": {
          "pack": {"type": "string"}, "from": {"type": "string", "format": "date"},
          "to": {"type": ["string", "null"], "format": "date"},
          "evidence": {"type": "string"}, "expression": {"type": ["string", "null"]}}}}}}
    }
  }
}
)json";

}  // namespace

std::string_view description() {
  return kOpenApi;
}

}  // namespace utvag::api
