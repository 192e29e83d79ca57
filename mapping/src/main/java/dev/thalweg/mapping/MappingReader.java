package dev.thalweg.mapping;

import static dev.thalweg.mapping.file.Place.quoted;

import dev.thalweg.mapping.file.Section;
import dev.thalweg.mapping.file.YamlNode;
import dev.thalweg.mapping.vector.Target;
import dev.thalweg.mapping.vector.VectorMapping;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.UserException;
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
    VectorMapping vector = VectorMapping.of(file);
    Optional<Section> labels = file.get("labels").map(YamlNode::section);
    if (labels.isEmpty()) {
      refuseTargetAsFeature(vector);
    }
    MappingParts parts =
        new MappingParts(
            pipeline.name(),
            source,
            id(labels.isPresent()),
            SourceReader.time(file.get("time")),
            vector,
            labels.map(section -> new LabelsReader(sources, source, vector.target()).read(section)),
            file.get("weight").map(YamlNode::text));
    return new Mapping(parts);
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

  /** Labels on their own are other records, whose field may have the same name. */
  private void refuseTargetAsFeature(VectorMapping vector) {
    Target target = vector.target();
    if (vector.features().stream().anyMatch(feature -> feature.field().equals(target.field()))) {
      throw file.need("target", "")
          .place()
          .mistake(
              "the target %s is among the features, from which a model would copy it: leave it out"
                      .formatted(quoted(target.field()))
                  + " there.");
    }
  }
}
