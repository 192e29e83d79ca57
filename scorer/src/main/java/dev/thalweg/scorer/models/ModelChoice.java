package dev.thalweg.scorer.models;

import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.UserException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * Whose models score the images, each known by the name of the pipeline that trains it.
 *
 * @param answered the champion, which is the first, and its challengers; at least one
 * @param shadows scored and recorded like the others, but never an answer to anybody
 */
public record ModelChoice(List<Pipeline> answered, List<Pipeline> shadows) {
  /** Most models of one scorer; as many as the monitor counts. */
  public static final int MODELS_MAX = 16;

  public ModelChoice {
    answered = List.copyOf(answered);
    shadows = List.copyOf(shadows);
    int models = answered.size() + shadows.size();
    if (answered.isEmpty() || models > MODELS_MAX) {
      throw new UserException(
          "%d models are not possible: give 1 to %d, of which one is not a shadow."
              .formatted(models, MODELS_MAX));
    }
    HashSet<Pipeline> seen = new HashSet<>();
    for (Pipeline model : all(answered, shadows)) {
      if (!seen.add(model)) {
        throw new UserException(
            "The model \"%s\" is given twice: name each once, with --model or with --shadow."
                .formatted(model.name()));
      }
    }
  }

  /** One model, and no shadows. */
  public static ModelChoice of(Pipeline pipeline) {
    return new ModelChoice(List.of(pipeline), List.of());
  }

  /** Every model, the champion first, the shadows last. */
  public List<Pipeline> all() {
    return all(answered, shadows);
  }

  private static List<Pipeline> all(List<Pipeline> answered, List<Pipeline> shadows) {
    List<Pipeline> all = new ArrayList<>(answered);
    all.addAll(shadows);
    return all;
  }
}
