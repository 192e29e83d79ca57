package dev.thalweg.mapping.vector;

import static dev.thalweg.mapping.file.Place.quoted;

import dev.thalweg.mapping.feature.Feature;
import dev.thalweg.mapping.feature.FeatureReader;
import dev.thalweg.mapping.file.Section;
import dev.thalweg.mapping.file.YamlNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what decides on vectors and targets. */
final class VectorReader {
  private final Section file;

  /**
   * @param file with the keys features and target
   */
  VectorReader(Section file) {
    this.file = file;
  }

  VectorMapping vector() {
    List<String> columns = new ArrayList<>();
    List<Feature> features = features(columns);
    return new VectorMapping(features, columns, target());
  }

  /** Of which the columns' names are collected. */
  private List<Feature> features(List<String> columns) {
    List<Feature> features = new ArrayList<>();
    Map<String, Integer> lines = new HashMap<>();
    for (YamlNode node : file.need("features", "features: [FIELD, FIELD]").items()) {
      Feature feature = FeatureReader.read(node);
      for (String column : feature.columns()) {
        Integer line = lines.putIfAbsent(column, node.place().line());
        if (line != null) {
          throw node.place()
              .mistake(
                  "the column %s is there already, by line %d: give one of the two another name."
                      .formatted(quoted(column), line));
        }
        columns.add(column);
      }
      if (columns.size() > FeatureReader.COLUMNS_MAX) {
        throw node.place()
            .mistake(
                "there are more than %,d columns up to here: give fewer."
                    .formatted(FeatureReader.COLUMNS_MAX));
      }
      features.add(feature);
    }
    return features;
  }

  private Target target() {
    YamlNode node =
        file.need("target", "target: {field: NAME, classes: [A, B]}, or with type: number");
    Section target = node.section().withKeys("field", "classes", "type");
    String field = target.need("field", "field: PATH").text();
    Optional<YamlNode> type = target.get("type");
    Optional<YamlNode> classes = target.get("classes");
    boolean isNumber = type.map(YamlNode::text).filter("number"::equals).isPresent();
    if (type.isPresent() && !isNumber && !type.get().text().equals("class")) {
      throw type.get()
          .place()
          .mistake(
              "a target has no type %s: write type: number, or classes: [A, B]."
                  .formatted(quoted(type.get().text())));
    }
    if (isNumber == classes.isPresent()) {
      throw target
          .place()
          .mistake("a target has either classes: [A, B] or type: number: write one of them.");
    }
    return classes
        .map(list -> Target.classes(field, classes(list)))
        .orElseGet(() -> Target.number(field));
  }

  private static List<String> classes(YamlNode list) {
    List<String> classes = FeatureReader.distinct(list);
    if (classes.size() < 2) {
      throw list.place().mistake("there is one class only: give at least two.");
    }
    return classes;
  }
}
