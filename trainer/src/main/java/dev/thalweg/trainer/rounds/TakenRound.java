package dev.thalweg.trainer.rounds;

import dev.thalweg.model.merge.ModelWeights;
import dev.thalweg.schemas.avro.KeptMerge;
import dev.thalweg.schemas.avro.Merge;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * A learner's round that a merge has taken.
 *
 * @param merge the number of that merge
 * @param end offset of the first record after the round, which may be another than the one that the
 *     learner ended: one that lost its partition, and does not know, may have sent it when it was
 *     full; {@link #UNKNOWN} where an older program made the merge
 * @param weights of the merge
 */
public record TakenRound(long merge, long end, ModelWeights weights) {
  public static final long UNKNOWN = -1;

  /**
   * Finds the round of a partition that began with a certain merge.
   *
   * @param newest merge, which tells of those that a learner may have to go on from
   * @param weights of a merge, by its number; null where they are not all there
   * @return empty as long as no merge has taken it
   */
  public static Optional<TakenRound> in(
      Merge newest, int partition, long base, LongFunction<ModelWeights> weights) {
    return newest.getKept().stream()
        .filter(kept -> kept.getNumber() > base && kept.getPartitions().contains(partition))
        .findFirst()
        .flatMap(
            kept ->
                Optional.ofNullable(weights.apply(kept.getNumber()))
                    .map(of -> new TakenRound(kept.getNumber(), end(kept, partition), of)));
  }

  private static long end(KeptMerge kept, int partition) {
    int member = kept.getPartitions().indexOf(partition);
    return member < kept.getEnds().size() ? kept.getEnds().get(member) : UNKNOWN;
  }

  /** Whether it is the one that ended there. */
  public boolean endsAt(long offset) {
    return end == offset || end == UNKNOWN;
  }
}
