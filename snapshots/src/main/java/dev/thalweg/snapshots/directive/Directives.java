package dev.thalweg.snapshots.directive;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.schemas.avro.Directive;
import dev.thalweg.schemas.avro.DirectiveKind;
import dev.thalweg.schemas.avro.Snapshot;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the records of {@code control} have in common, for those who write and who obey them. */
public final class Directives {
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  private Directives() {}

  /** The key of a model's directives, of which the latest holds. */
  public static byte[] key(String model) {
    return model.getBytes(UTF_8);
  }

  /** Serve the newest; what also holds where there is no directive. */
  public static Directive follow(String model, Instant issuedAt) {
    return new Directive(model, DirectiveKind.FOLLOW, -1L, issuedAt, "", -1L);
  }

  /**
   * Serve this snapshot and no other.
   *
   * @param offset where it stands in snapshots, under the key of the pinned one
   */
  public static Directive pin(Snapshot snapshot, long offset, Instant issuedAt) {
    return new Directive(
        snapshot.getModel(),
        DirectiveKind.PIN,
        snapshot.getVersion(),
        issuedAt,
        snapshot.getSha256(),
        offset);
  }

  /** Why a model's directive can't be obeyed, in one sentence; empty when nothing is wrong. */
  public static Optional<String> problem(String model, Directive directive) {
    if (!model.equals(directive.getModel())) {
      return Optional.of("It is for another model than its key says.");
    }
    boolean named =
        directive.getVersion() >= 0
            && directive.getSnapshotOffset() >= 0
            && SHA256.matcher(directive.getSha256()).matches();
    return directive.getKind() != DirectiveKind.PIN || named
        ? Optional.empty()
        : Optional.of(
            "It does not name the version, the sha256 and the offset of the snapshot to pin.");
  }
}
