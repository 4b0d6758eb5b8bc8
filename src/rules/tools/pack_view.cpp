#include "rules/tools/pack_view.hpp"

#include <algorithm>

namespace utvag::rules::tools {

std::vector<std::int32_t> operands(const Node& node) {
  std::vector<std::int32_t> all;
  for (const std::int32_t operand : {node.a, node.b, node.c}) {
    if (operand >= 0) all.push_back(operand);
  }
  all.insert(all.end(), node.children.begin(), node.children.end());
  return all;
}

PackView::PackView(const Program& program, std::int32_t pack)
    : program_(&program), pack_(pack), node_sites_(program.nodes.size(), -1) {
  layer_parts_.resize(program.definitions.size());
  std::vector<std::int32_t> order;
  for (std::size_t i = 0; i < program.definitions.size(); ++i) {
    const Definition& definition = program.definitions[i];
    const auto index = static_cast<std::int32_t>(i);
    if (definition.family_first < 0 || definition.family_first == index) order.push_back(index);
  }
  std::sort(order.begin(), order.end(), [&](std::int32_t a, std::int32_t b) {
    return program.definitions[static_cast<std::size_t>(a)].base_name <
           program.definitions[static_cast<std::size_t>(b)].base_name;
  });
  for (const std::int32_t index : order) {
    const Definition& definition = program.definitions[static_cast<std::size_t>(index)];
    std::int32_t own_layer = -1;
    layer_parts_[static_cast<std::size_t>(index)].assign(definition.layers.size(), -1);
    for (std::size_t layer = 0; layer < definition.layers.size(); ++layer) {
      if (definition.layers[layer].pack == pack) own_layer = static_cast<std::int32_t>(layer);
    }
    const bool declared = definition.pack == pack;
    if (declared || own_layer >= 0) add_part(index, own_layer, declared);
  }
}

void PackView::add_part(std::int32_t index, std::int32_t layer, bool declared) {
  const Definition& definition = program_->definitions[static_cast<std::size_t>(index)];
  const auto part = static_cast<std::int32_t>(parts_.size());
  parts_.push_back(Part{index, layer, definition.base_name});
  first_version_.push_back(static_cast<std::int32_t>(versions_.size()));
  if (layer >= 0) {
    layer_parts_[static_cast<std::size_t>(index)][static_cast<std::size_t>(layer)] = part;
    const Layer& own = definition.layers[static_cast<std::size_t>(layer)];
    for (std::size_t v = 0; v < own.versions.size(); ++v) {
      const auto number = static_cast<std::int32_t>(v);
      versions_.push_back(VersionSite{part, number});
      first_row_.push_back(static_cast<std::int32_t>(rows_.size()));
      for (std::size_t row = 0; row < own.versions[v].rows.size(); ++row) {
        rows_.push_back(RowSite{part, number, static_cast<std::int32_t>(row)});
      }
      add_nodes(part, Place::version, number, own.versions[v].body);
    }
  }
  if (!declared) return;
  for (std::size_t i = 0; i < definition.bounds.size(); ++i) {
    add_nodes(part, Place::bound, static_cast<std::int32_t>(i), definition.bounds[i].value);
  }
  add_nodes(part, Place::condition, 0, definition.condition);
}

void PackView::add_nodes(std::int32_t part, Place place, std::int32_t index, std::int32_t root) {
  struct Pending {
    std::int32_t node, parent;
  };
  std::vector<Pending> pending;
  if (root >= 0) pending.push_back({root, -1});
  for (std::int32_t preorder = 0; !pending.empty(); ++preorder) {
    const Pending next = pending.back();
    pending.pop_back();
    const auto site = static_cast<std::int32_t>(nodes_.size());
    nodes_.push_back(NodeSite{part, place, index, preorder, next.node, next.parent});
    node_sites_[static_cast<std::size_t>(next.node)] = site;
    const auto below = operands(program_->nodes[static_cast<std::size_t>(next.node)]);
    for (auto it = below.rbegin(); it != below.rend(); ++it) pending.push_back({*it, site});
  }
}

const Definition& PackView::definition(std::int32_t part) const {
  const std::int32_t index = parts_[static_cast<std::size_t>(part)].definition;
  return program_->definitions[static_cast<std::size_t>(index)];
}

const Version& PackView::version(std::int32_t part, std::int32_t index) const {
  const auto layer = static_cast<std::size_t>(parts_[static_cast<std::size_t>(part)].layer);
  return definition(part).layers[layer].versions[static_cast<std::size_t>(index)];
}

const Node& PackView::node(std::int32_t site) const {
  return program_->nodes[static_cast<std::size_t>(nodes_[static_cast<std::size_t>(site)].node)];
}

std::int32_t PackView::site_of_node(std::int32_t node) const {
  const auto index = static_cast<std::size_t>(node);
  return node >= 0 && index < node_sites_.size() ? node_sites_[index] : -1;
}

std::int32_t PackView::part_of(std::int32_t definition, std::size_t layer) const {
  const Definition& asked = program_->definitions[static_cast<std::size_t>(definition)];
  const std::int32_t first = asked.family_first >= 0 ? asked.family_first : definition;
  const auto& parts = layer_parts_[static_cast<std::size_t>(first)];
  return layer < parts.size() ? parts[layer] : -1;
}

std::int32_t PackView::site_of_version(std::int32_t definition, std::size_t layer,
                                       std::size_t version) const {
  const std::int32_t part = part_of(definition, layer);
  if (part < 0) return -1;
  return first_version_[static_cast<std::size_t>(part)] + static_cast<std::int32_t>(version);
}

std::int32_t PackView::site_of_row(std::int32_t table, std::size_t layer, std::size_t version,
                                   std::size_t row) const {
  const std::int32_t site = site_of_version(table, layer, version);
  if (site < 0) return -1;
  return first_row_[static_cast<std::size_t>(site)] + static_cast<std::int32_t>(row);
}

std::string PackView::address(const NodeSite& site) const {
  const std::string number = "#" + std::to_string(site.preorder);
  if (site.place == Place::condition) return "när" + number;
  const std::string index = std::to_string(site.index + 1);
  return (site.place == Place::bound ? "gräns " : "") + index + number;
}

}  // namespace utvag::rules::tools
