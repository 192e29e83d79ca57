package dev.thalweg.trainer.guarantee;

import java.util.List;

/** Every merge has the members' rounds, weights and snapshot that the logs give. */
final class MergesGiven implements Guarantee {

  @Override
  public String promise() {
    return "every merge has the rounds, the weights and the snapshot that the logs give";
  }

  /** Found while the logs are folded. */
  @Override
  public List<String> violations(Observed live, Observed undisturbed) {
    return List.of();
  }
}
