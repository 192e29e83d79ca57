package dev.thalweg.model.export;

import dev.thalweg.model.network.Datatype;
import dev.thalweg.model.network.Parameters;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What a file holds: a network's parameters, and what is known of them.
 *
 * @param parameters with their architecture
 * @param metadata texts by name, sorted; {@value #MODEL}, {@value #VERSION}, {@value #ARCHITECTURE}
 *     and {@value #DATATYPE} are always there
 */
public record ExportedModel(Parameters parameters, SortedMap<String, String> metadata) {

  /** The key of the model's name. */
  public static final String MODEL = "model";

  /** The key of the model's version: a whole number from 0 on. */
  public static final String VERSION = "version";

  /** The key of the text of the parameters' architecture. */
  public static final String ARCHITECTURE = "architecture";

  /** The key of the datatype of the examples. */
  public static final String DATATYPE = "datatype";

  /** The key of the {@link Dtype}; where it is missing that is float32. */
  public static final String DTYPE = "dtype";

  private static final Pattern WHOLE = Pattern.compile("[0-9]{1,18}");

  /**
   * Copies the metadata.
   *
   * @throws IllegalArgumentException with one sentence if one of the four keys is missing or its
   *     value is impossible
   */
  public ExportedModel {
    Objects.requireNonNull(parameters, "parameters");
    metadata = Collections.unmodifiableSortedMap(new TreeMap<>(metadata));
    String name = metadata.get(MODEL);
    if (name == null || name.isBlank()) {
      throw new IllegalArgumentException("The metadata do not name the model.");
    }
    String version = metadata.get(VERSION);
    if (version == null || !WHOLE.matcher(version).matches()) {
      throw new IllegalArgumentException(
          "The metadata's version is missing or is not a whole number.");
    }
    if (!parameters.architecture().text().equals(metadata.get(ARCHITECTURE))) {
      throw new IllegalArgumentException(
          "The metadata's architecture is missing or is not the parameters'.");
    }
    Datatype.parse(metadata.get(DATATYPE));
    dtype(metadata);
  }

  /**
   * The dtype that metadata name.
   *
   * @throws IllegalArgumentException with one sentence if it is none
   */
  static Dtype dtype(Map<String, String> metadata) {
    String text = metadata.getOrDefault(DTYPE, Dtype.FLOAT32.text());
    for (Dtype dtype : Dtype.values()) {
      if (dtype.text().equals(text)) {
        return dtype;
      }
    }
    throw new IllegalArgumentException("The metadata's dtype is not one that is known.");
  }

  /** Copies the metadata and sorts them by name. */
  public static ExportedModel of(Parameters parameters, Map<String, String> metadata) {
    return new ExportedModel(parameters, new TreeMap<>(metadata));
  }

  /** The model's name. */
  public String model() {
    return metadata.get(MODEL);
  }

  /** The datatype of the examples it takes. */
  public Datatype datatype() {
    return Datatype.parse(metadata.get(DATATYPE));
  }

  /** In which numbers a file holds the parameters. */
  public Dtype dtype() {
    return dtype(metadata);
  }

  /**
   * The same with its parameters rounded, which a file will hold in these numbers.
   *
   * @throws IllegalArgumentException with one sentence if a parameter is too large for them
   */
  public ExportedModel as(Dtype dtype) {
    SortedMap<String, String> changed = new TreeMap<>(metadata);
    if (dtype == Dtype.FLOAT32) {
      changed.remove(DTYPE);
    } else {
      changed.put(DTYPE, dtype.text());
    }
    return new ExportedModel(dtype.round(parameters), changed);
  }

  /** The model's version. */
  public long version() {
    return Long.parseLong(metadata.get(VERSION));
  }
}
