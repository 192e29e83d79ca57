package dev.thalweg.monitor.web.state;

import dev.thalweg.mapping.vector.VectorMapping;
import dev.thalweg.schemas.UserException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The names of a model's columns and classes, by the mapping that its snapshots carry.
 *
 * @param text of the mapping; empty where there is none
 * @param columns none where there is no mapping that can be read
 * @param classes none of a model that predicts a number
 */
record ModelNames(String text, List<String> columns, List<String> classes) {
  static final ModelNames NONE = new ModelNames("", List.of(), List.of());

  private static final Logger LOG = LoggerFactory.getLogger(ModelNames.class);

  /** Of a text that a stranger may have written: one that is no mapping has no names. */
  static ModelNames of(String text) {
    if (text.isEmpty()) {
      return NONE;
    }
    try {
      VectorMapping mapping = VectorMapping.parse(text, "the mapping of a snapshot");
      return new ModelNames(text, mapping.columns(), mapping.target().classes());
    } catch (UserException e) {
      LOG.warn("The page shows numbers in place of names. {}", e.getMessage());
      return new ModelNames(text, List.of(), List.of());
    }
  }
}
