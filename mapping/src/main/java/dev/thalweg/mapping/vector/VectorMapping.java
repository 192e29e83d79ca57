package dev.thalweg.mapping.vector;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.mapping.feature.Feature;
import dev.thalweg.mapping.field.Fields;
import dev.thalweg.mapping.field.MappingException;
import dev.thalweg.mapping.file.Section;
import dev.thalweg.mapping.file.YamlDocument;
import dev.thalweg.mapping.file.YamlText;
import dev.thalweg.schemas.UserException;
import java.util.List;

/**
 * What decides on vectors and targets: the features and the target of a mapping. A model that was
 * trained by one carries its text in each snapshot, so that whoever has the snapshot can map a row
 * as it was mapped in training.
 *
 * <p>Immutable.
 */
public final class VectorMapping {
  private final List<Feature> features;
  private final List<String> columns;
  private final int[] places;
  private final Target target;
  private final String text;
  private final String sha256;

  VectorMapping(List<Feature> features, List<String> columns, Target target) {
    this.features = List.copyOf(features);
    this.columns = List.copyOf(columns);
    this.target = target;
    this.places = new int[features.size()];
    for (int i = 1; i < places.length; i++) {
      places[i] = places[i - 1] + features.get(i - 1).columns().size();
    }
    this.text = canonical(this.features, target);
    this.sha256 = VectorHash.sha256(text.getBytes(UTF_8));
  }

  /**
   * Reads what {@link #text} gives.
   *
   * @param name of the text, in messages
   * @throws UserException with the line and what is wrong
   */
  public static VectorMapping parse(String yaml, String name) {
    return of(YamlDocument.parse(yaml, name, "the mapping").withKeys("features", "target"));
  }

  /**
   * Reads a part of a file.
   *
   * @param file with the keys features and target
   * @throws UserException as {@link #parse}
   */
  public static VectorMapping of(Section file) {
    return new VectorReader(file).vector();
  }

  private static String canonical(List<Feature> features, Target target) {
    StringBuilder text = new StringBuilder("features:\n");
    for (Feature feature : features) {
      text.append("  - ").append(YamlText.inline(feature.describe())).append('\n');
    }
    return text.append("target: ")
        .append(YamlText.inline(target.describe()))
        .append('\n')
        .toString();
  }

  /** The features, in the order of their columns. */
  public List<Feature> features() {
    return features;
  }

  /** The names of the vector's columns, all different. */
  public List<String> columns() {
    return columns;
  }

  /** How many columns there are. */
  public int width() {
    return columns.size();
  }

  /** What is learned. */
  public Target target() {
    return target;
  }

  /** In one canonical form, YAML with every default written out. */
  public String text() {
    return text;
  }

  /** Of the text, in lower-case hex. */
  public String sha256() {
    return sha256;
  }

  /**
   * A record's features.
   *
   * @return as many as {@link #width}; finite, or NaN where the model's running mean is to be read
   */
  public float[] features(Fields fields) throws MappingException {
    float[] vector = new float[columns.size()];
    for (int i = 0; i < places.length; i++) {
      features.get(i).write(fields, vector, places[i]);
    }
    return vector;
  }

  /**
   * A class from 0, or a number.
   *
   * @param fields of the record, or of the label's record if labels come on their own
   */
  public double target(Fields fields) throws MappingException {
    return target.of(fields.at(target.field()));
  }

  /** Whether the target is not missing; it may still be none that is possible. */
  public boolean hasTarget(Fields fields) {
    return !target.isMissing(fields.at(target.field()));
  }
}
