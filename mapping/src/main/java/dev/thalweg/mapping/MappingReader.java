package dev.thalweg.mapping;

import static dev.thalweg.mapping.file.Place.quoted;

import dev.thalweg.mapping.feature.Feature;
import dev.thalweg.mapping.feature.FeatureReader;
import dev.thalweg.mapping.file.Section;
import dev.thalweg.mapping.file.YamlNode;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.UserException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a mapping and checks all that can be said without a record. */
final class MappingReader {
  private final Section file;

  MappingReader(Section file) {
    this.file =
        file.withKeys("pipeline", "source", "id", "time", "features", "target", "labels", "weight");
  }

  Mapping mapping() {
    Pipeline pipeline = pipeline(file.need("pipeline", "pipeline: NAME"));
    SourceReader sources = new SourceReader(pipeline);
    Source source = source(sources);
    List<String> columns = new ArrayList<>();
    List<Feature> features = features(columns);
    Target target = target();
    Optional<Section> labels = file.get("labels").map(YamlNode::section);
    if (labels.isEmpty()) {
      refuseTargetAsFeature(features, target);
    }
    MappingParts parts =
        new MappingParts(
            pipeline.name(),
            source,
            id(labels.isPresent()),
            SourceReader.time(file.get("time")),
            features,
            target,
            labels.map(section -> new LabelsReader(sources, source, target).read(section)),
            file.get("weight").map(YamlNode::text));
    return new Mapping(parts, columns);
  }

  private static Pipeline pipeline(YamlNode node) {
    String name = node.text();
    try {
      return new Pipeline(name);
    } catch (UserException e) {
      throw node.place().mistake(e.getMessage());
    }
  }

  private Source source(SourceReader sources) {
    Section section = file.need("source", "source: {topic: NAME, format: avro}").section();
    return sources.source(section.withKeys("topic", "topics", "format"), Optional.empty());
  }

  private MappingParts.Id id(boolean joined) {
    Optional<YamlNode> node = file.get("id");
    MappingParts.Id id = SourceReader.id(node);
    if (joined && id.source() == IdSource.OFFSET) {
      throw node.map(YamlNode::place)
          .orElse(file.place())
          .mistake(
              "labels find their features by id, and an offset is none that they know: write id:"
                  + " FIELD, or id: $key.");
    }
    return id;
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

  /** Labels on their own are other records, whose field may have the same name. */
  private void refuseTargetAsFeature(List<Feature> features, Target target) {
    if (features.stream().anyMatch(feature -> feature.field().equals(target.field()))) {
      throw file.need("target", "")
          .place()
          .mistake(
              "the target %s is among the features, from which a model would copy it: leave it out"
                      .formatted(quoted(target.field()))
                  + " there.");
    }
  }

  private static List<String> classes(YamlNode list) {
    List<String> classes = FeatureReader.distinct(list);
    if (classes.size() < 2) {
      throw list.place().mistake("there is one class only: give at least two.");
    }
    return classes;
  }
}
