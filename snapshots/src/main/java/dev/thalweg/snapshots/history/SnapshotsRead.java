package dev.thalweg.snapshots.history;

import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.UserException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * What one pass over the topics came to.
 *
 * @param listing the snapshots that there are: every command and every scorer goes by these
 * @param found the one whose weights were asked for
 * @param chain the links that the topic still holds, by ascending sequence, those that the ring has
 *     passed too
 * @param unreadable a sentence on the first record under the model's keys that is no snapshot
 */
public record SnapshotsRead(
    SnapshotListing listing,
    Optional<StoredSnapshot> found,
    List<ChainLink> chain,
    Optional<String> unreadable) {

  public SnapshotsRead {
    chain = List.copyOf(chain);
  }

  /**
   * The snapshot that was asked for, sound or not.
   *
   * @param version as it was asked for
   * @throws UserException when there is none
   */
  public StoredSnapshot require(Pipeline pipeline, OptionalLong version) {
    if (found.isPresent()) {
      return found.get();
    }
    List<SnapshotEntry> entries = listing.entries();
    if (entries.isEmpty() || version.isEmpty()) {
      throw new UserException(
          "%s holds no snapshot yet: train until the first one is taken."
              .formatted(pipeline.topic(PipelineTopic.SNAPSHOTS)));
    }
    throw new UserException(
        "There is no version %d; there are %s."
            .formatted(
                version.getAsLong(),
                entries.stream()
                    .map(entry -> Long.toString(entry.version()))
                    .collect(Collectors.joining(", "))));
  }
}
