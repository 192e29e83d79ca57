package dev.thalweg.scorer.mapping;

import dev.thalweg.mapping.feature.Feature;
import dev.thalweg.mapping.field.Fields;
import dev.thalweg.mapping.field.MappingException;
import dev.thalweg.mapping.vector.VectorMapping;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Datatype;
import dev.thalweg.schemas.UserException;
import java.util.List;

/**
 * How rows become examples of one model, and what its classes are called. Immutable.
 *
 * @param vector the mapping, as wide as the network
 * @param takesMissing whether the network keeps means that stand for what is missing
 */
public record ModelMapping(VectorMapping vector, boolean takesMissing) {

  /**
   * Reads the text that a snapshot carries.
   *
   * @throws UserException when it is no mapping, or not one of this network
   */
  static ModelMapping parse(String text, Architecture architecture, Datatype datatype) {
    VectorMapping vector = VectorMapping.parse(text, "the mapping in the snapshot");
    int classes = vector.target().isNumber() ? 1 : vector.target().classes().size();
    if (vector.width() != architecture.inputs()
        || vector.target().isNumber() != architecture.isRegression()
        || classes != architecture.classes()
        || datatype != Datatype.FP32) {
      throw new UserException(
          "The mapping in the snapshot makes %d columns and %d classes, and its network is %s."
              .formatted(vector.width(), classes, architecture.text()));
    }
    return new ModelMapping(vector, architecture.isStandardized());
  }

  /**
   * A row's columns, as ingest makes them of a record.
   *
   * @throws MappingException with the field that can't be mapped
   */
  public float[] columns(Fields row) throws MappingException {
    float[] columns = vector.features(row);
    for (int i = 0; i < columns.length && !takesMissing; i++) {
      if (Float.isNaN(columns[i])) {
        throw new MappingException(
            vector.columns().get(i), "is missing, and the model keeps no mean to put in its place");
      }
    }
    return columns;
  }

  /** The paths of the fields that columns are made of, each once. */
  public List<String> fields() {
    return vector.features().stream().map(Feature::field).distinct().toList();
  }

  /** The classes' names in the order of their numbers; empty of a model that predicts a number. */
  public List<String> classes() {
    return vector.target().classes();
  }

  /** The SHA-256 of the mapping, in lower-case hex. */
  public String sha256() {
    return vector.sha256();
  }
}
