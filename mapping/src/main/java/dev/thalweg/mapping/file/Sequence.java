package dev.thalweg.mapping.file;

import java.util.List;

/** A list. */
record Sequence(Place place, List<YamlNode> nodes) implements YamlNode {
  Sequence {
    nodes = List.copyOf(nodes);
  }

  @Override
  public String kind() {
    return "a list";
  }

  @Override
  public List<YamlNode> items() {
    if (nodes.isEmpty()) {
      throw place.keyMistake("is an empty list: give at least one item");
    }
    return nodes;
  }
}
