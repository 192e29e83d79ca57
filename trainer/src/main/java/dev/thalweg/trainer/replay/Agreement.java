package dev.thalweg.trainer.replay;

import dev.thalweg.trainer.replay.LiveModel.Published;
import java.util.Optional;

/**
 * Whether the run by the live configuration came by the published snapshots.
 *
 * @param compared published snapshots that the run took too, at the same version and offset; none
 *     when it began elsewhere than the live model
 * @param same how many of them have the same sha256
 * @param newest the newest of those that have
 * @param sameBackend whether the live model was computed as here; else the bits may differ
 */
public record Agreement(long compared, long same, Optional<Published> newest, boolean sameBackend) {
  /** Whether the run was the live model, bit for bit, as far as snapshots tell. */
  public boolean isWhole() {
    return compared > 0 && same == compared;
  }
}
