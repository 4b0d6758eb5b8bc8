#include <algorithm>
#include <queue>
#include <utility>

#include "rules/graph/checker.hpp"

namespace utvag::rules::checker {
namespace {

/// A cycle among items that never became free, starting at the least name in it.
std::vector<std::int32_t> cycle(const std::vector<Item>& items, const std::vector<bool>& placed) {
  const auto by_name = [&](std::int32_t a, std::int32_t b) {
    return items[static_cast<std::size_t>(a)].decl->name <
           items[static_cast<std::size_t>(b)].decl->name;
  };
  std::int32_t at = -1;
  for (std::int32_t i = 0; i < static_cast<std::int32_t>(items.size()); ++i) {
    if (!placed[static_cast<std::size_t>(i)] && (at < 0 || by_name(i, at))) at = i;
  }
  // Every item left reads another that is left, so walking on must come back.
  std::vector<std::int32_t> path;
  while (std::find(path.begin(), path.end(), at) == path.end()) {
    path.push_back(at);
    std::int32_t next = -1;
    for (const std::int32_t read : items[static_cast<std::size_t>(at)].reads) {
      if (!placed[static_cast<std::size_t>(read)] && (next < 0 || by_name(read, next))) next = read;
    }
    at = next;
  }
  path.erase(path.begin(), std::find(path.begin(), path.end(), at));
  std::rotate(path.begin(), std::min_element(path.begin(), path.end(), by_name), path.end());
  return path;
}

void tell_cycle(Checker& checker, const std::vector<std::int32_t>& path) {
  std::string text;
  const auto decl = [&](std::int32_t item) {
    return checker.items[static_cast<std::size_t>(item)].decl;
  };
  for (const std::int32_t item : path) text += decl(item)->name + " → ";
  text += decl(path.front())->name;
  auto& fault = checker.error("language.recursion", decl(path.front())->name_span,
                              "Reglerna läser varandra i en ring: " + text + ".",
                              "The rules read each other in a ring: " + text + ".");
  for (std::size_t i = 1; i < path.size(); ++i) {
    fault.related.push_back(decl(path[i])->name_span);
  }
  fault.fix_sv = "Bryt ringen: någon av dem måste räknas utan den nästa.";
  fault.fix_en = "Break the ring: one of them must be calculated without the next.";
}

}  // namespace

/// Items so that what is read comes before its reader; of those that are free, the least name.
std::vector<std::int32_t> Checker::order() {
  std::vector<std::size_t> waits(items.size(), 0);
  std::vector<std::vector<std::int32_t>> readers(items.size());
  for (std::size_t i = 0; i < items.size(); ++i) {
    waits[i] = items[i].reads.size();
    for (const std::int32_t read : items[i].reads) {
      readers[static_cast<std::size_t>(read)].push_back(static_cast<std::int32_t>(i));
    }
  }
  const auto later = [&](std::int32_t a, std::int32_t b) {
    return items[static_cast<std::size_t>(a)].decl->name >
           items[static_cast<std::size_t>(b)].decl->name;
  };
  std::priority_queue<std::int32_t, std::vector<std::int32_t>, decltype(later)> free(later);
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (waits[i] == 0) free.push(static_cast<std::int32_t>(i));
  }
  std::vector<std::int32_t> placed_in_order;
  std::vector<bool> placed(items.size(), false);
  const auto place = [&](std::int32_t item) {
    placed[static_cast<std::size_t>(item)] = true;
    placed_in_order.push_back(item);
    for (const std::int32_t reader : readers[static_cast<std::size_t>(item)]) {
      const auto at = static_cast<std::size_t>(reader);
      if (!placed[at] && --waits[at] == 0) free.push(reader);
    }
  };
  while (placed_in_order.size() < items.size()) {
    if (free.empty()) {
      const std::vector<std::int32_t> ring = cycle(items, placed);
      tell_cycle(*this, ring);
      for (const std::int32_t item : ring) place(item);
      continue;
    }
    const std::int32_t item = free.top();
    free.pop();
    if (!placed[static_cast<std::size_t>(item)]) place(item);
  }
  return placed_in_order;
}

namespace {

/// References go from items to definitions, node indexes from the item's list to the program's.
Node final_node(Node node, const std::vector<Item>& items, std::int32_t base) {
  const auto first = [&](std::int32_t item) { return items[static_cast<std::size_t>(item)].first; };
  switch (node.op) {
    case Op::definition:
      node.ref = first(node.ref) + node.b;
      node.b = -1;
      break;
    case Op::family:
    case Op::lookup:
      node.ref = first(node.ref);
      break;
    default:
      break;
  }
  for (std::int32_t* child : {&node.a, &node.b, &node.c}) {
    if (*child >= 0) *child += base;
  }
  for (std::int32_t& child : node.children) child += base;
  return node;
}

void shift_bodies(Definition& definition, std::int32_t base) {
  for (Layer& layer : definition.layers) {
    for (Version& version : layer.versions) {
      if (version.body >= 0) version.body += base;
    }
  }
  for (Bound& bound : definition.bounds) {
    if (bound.value >= 0) bound.value += base;
  }
  if (definition.condition >= 0) definition.condition += base;
}

}  // namespace

void Checker::lay_out(const std::vector<std::int32_t>& in_order) {
  std::int32_t next = 0;
  std::size_t node_count = 0;
  for (const std::int32_t index : in_order) {
    Item& item = items[static_cast<std::size_t>(index)];
    item.first = next;
    next += item.count;
    node_count += item.nodes.size();
  }
  program.nodes.reserve(node_count);
  program.definitions.reserve(static_cast<std::size_t>(next));
  for (const std::int32_t index : in_order) {
    Item& item = items[static_cast<std::size_t>(index)];
    const auto base = static_cast<std::int32_t>(program.nodes.size());
    item.base = base;
    item.node_count = static_cast<std::int32_t>(item.nodes.size());
    for (Node& node : item.nodes) {
      program.nodes.push_back(final_node(std::move(node), items, base));
    }
    shift_bodies(item.shape, base);
    std::vector<std::int32_t> touched;
    for (const std::int32_t touch : item.shape.touches) {
      const Item& one = items[static_cast<std::size_t>(touch)];
      for (std::int32_t m = 0; m < one.count; ++m) touched.push_back(one.first + m);
    }
    std::sort(touched.begin(), touched.end());
    item.shape.touches = std::move(touched);
    if (item.shape.family < 0) {
      program.definitions.push_back(std::move(item.shape));
      continue;
    }
    Definition shared = item.shape;
    shared.layers.clear();
    for (std::int32_t m = 0; m < item.count; ++m) {
      Definition one = m == 0 ? item.shape : shared;
      one.member = static_cast<std::int16_t>(m);
      one.family_first = item.first;
      one.name = one.base_name + "[" + member_name(one.family, static_cast<std::size_t>(m)) + "]";
      program.definitions.push_back(std::move(one));
    }
  }
  program.files = files;
  for (std::size_t i = 0; i < source_decls.size(); ++i) {
    if (source_used[i]) continue;
    warning("language.unused-source", source_decls[i]->name_span,
            "Ingenting använder källan " + quoted(source_decls[i]->name) + ".",
            "Nothing uses the source " + quoted(source_decls[i]->name) + ".");
  }
  for (std::size_t i = 0; i < provision_decls.size(); ++i) {
    if (provision_used[i]) continue;
    warning("language.unused-provision", provision_decls[i]->name_span,
            "Ingenting använder lagrummet " + quoted(provision_decls[i]->name) + ".",
            "Nothing uses the provision " + quoted(provision_decls[i]->name) + ".");
  }
}

}  // namespace utvag::rules::checker
