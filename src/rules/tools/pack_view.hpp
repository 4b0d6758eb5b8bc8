#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "rules/graph/program.hpp"

namespace utvag::rules::tools {

/// What one pack wrote in a program, numbered alike in every program that holds the pack: by name
/// of declaration, then version, then node in reading order. So what is observed under several
/// municipalities' programs adds up, and a mutant has one name.
class PackView {
 public:
  PackView(const Program& program, std::int32_t pack);

  /// One declaration (a family counts once) or one `sätter`.
  struct Part {
    std::int32_t definition = -1;  ///< a family's first
    std::int32_t layer = -1;       ///< of its versions; -1: it has none
    std::string name;              ///< without member
  };
  struct VersionSite {
    std::int32_t part = 0;
    std::int32_t version = 0;
  };
  struct RowSite {
    std::int32_t part = 0;
    std::int32_t version = 0;
    std::int32_t row = 0;
  };
  /// Where a node stands: in a version's body, in a bound, or in the condition of `ej uttryckt`.
  enum class Place : std::uint8_t { version, bound, condition };
  struct NodeSite {
    std::int32_t part = 0;
    Place place = Place::version;
    std::int32_t index = 0;     ///< of the version or the bound
    std::int32_t preorder = 0;  ///< from 0, within that place
    std::int32_t node = -1;
    std::int32_t parent = -1;  ///< site; -1 at the root
  };

  const Program& program() const { return *program_; }
  std::int32_t pack() const { return pack_; }
  const std::vector<Part>& parts() const { return parts_; }
  const std::vector<VersionSite>& versions() const { return versions_; }
  const std::vector<RowSite>& rows() const { return rows_; }
  const std::vector<NodeSite>& nodes() const { return nodes_; }

  const Definition& definition(std::int32_t part) const;
  const Version& version(std::int32_t part, std::int32_t index) const;
  const Node& node(std::int32_t site) const;

  /// Site of a node, a version or a row; -1 when it is another pack's.
  std::int32_t site_of_node(std::int32_t node) const;
  std::int32_t site_of_version(std::int32_t definition, std::size_t layer,
                               std::size_t version) const;
  std::int32_t site_of_row(std::int32_t table, std::size_t layer, std::size_t version,
                           std::size_t row) const;
  /// The part that a definition's declaration or layer is; -1: another pack's.
  std::int32_t part_of(std::int32_t definition, std::size_t layer) const;

  /// "1#4", "gräns 1#0" or "när#2": a node's name within its declaration.
  std::string address(const NodeSite& site) const;

 private:
  void add_part(std::int32_t definition, std::int32_t layer, bool declared);
  void add_nodes(std::int32_t part, Place place, std::int32_t index, std::int32_t root);

  const Program* program_;
  std::int32_t pack_;
  std::vector<Part> parts_;
  std::vector<VersionSite> versions_;
  std::vector<RowSite> rows_;
  std::vector<NodeSite> nodes_;
  std::vector<std::int32_t> node_sites_;                 ///< by node
  std::vector<std::vector<std::int32_t>> layer_parts_;   ///< by family's first, by layer
  std::vector<std::int32_t> first_version_, first_row_;  ///< by part; by version site
};

/// The operands of a node, in reading order.
std::vector<std::int32_t> operands(const Node& node);

}  // namespace utvag::rules::tools
