package dev.thalweg.snapshots;

import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Datatype;
import dev.thalweg.model.network.Parameters;
import dev.thalweg.schemas.SnapshotRing;
import dev.thalweg.schemas.avro.PartitionOffset;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.topics.parts.Parts;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * Turns a snapshot into what is served, or into a reason. A snapshot may come from anybody who can
 * write to the topic: every limit is checked before anything that grows with the numbers in it is
 * allocated, and beyond the record itself at most one array of its parameters' size is.
 */
public final class SnapshotValidator {
  /** The key of the examples' datatype among the hyper-parameters. */
  public static final String DATATYPE = "datatype";

  /**
   * The key, among the hyper-parameters, of the text that says how features and target are made of
   * records; not there where no mapping makes the samples.
   */
  public static final String MAPPING = "mapping";

  /**
   * Its texts in all. What is promoted or pinned is copied whole, and the copy has to fit into its
   * topic; compressed, a record of any length gets in.
   */
  static final int TEXT_CHARS_MAX = 64 << 10;

  private final String model;

  /**
   * @param model the only model whose snapshots are taken
   */
  public SnapshotValidator(String model) {
    this.model = model;
  }

  /**
   * Checks, in this order: its name and place in the ring, the length of its texts, its
   * architecture and datatype, the number of its parameters, both hashes, that it has learned no
   * more samples than there are below its offsets and no fewer than snapshots came before it, and
   * that every parameter is finite.
   *
   * @param key the record's key: that of its slot, or that of the pinned or the promoted snapshot,
   *     which may come from any slot
   * @throws RefusedException with the first thing that is wrong
   */
  public ServedModel validate(byte[] key, Snapshot snapshot) throws RefusedException {
    Architecture architecture = checkAbout(key, snapshot);
    Datatype datatype = datatype(snapshot);
    ByteBuffer bytes = snapshot.getParameters();
    long needed = 4L * architecture.parameterCount();
    if (bytes.remaining() != needed) {
      throw new RefusedException(
          "It has %d bytes of parameters and its architecture needs %d."
              .formatted(bytes.remaining(), needed));
    }
    Optional<String> mismatch = SnapshotSeal.mismatch(snapshot);
    if (mismatch.isPresent()) {
      throw new RefusedException("It was changed after it was sealed: " + mismatch.get() + ".");
    }
    checkCounts(snapshot);
    Parameters parameters = Parameters.fromBytes(architecture, array(bytes));
    if (!parameters.isFinite()) {
      throw new RefusedException("Its parameters hold a value that is infinite or not a number.");
    }
    return served(snapshot, parameters, datatype);
  }

  /** All that is checked before its parameters are. */
  private Architecture checkAbout(byte[] key, Snapshot snapshot) throws RefusedException {
    if (snapshot.getPart() != null) {
      throw new RefusedException("It is a part of a snapshot, and no snapshot.");
    }
    checkPlace(key, snapshot);
    Architecture architecture = architecture(snapshot);
    Datatype unused = datatype(snapshot);
    checkTexts(snapshot);
    return architecture;
  }

  /**
   * Checks the head of a snapshot in parts, as {@link #validate} would, but for the parameters.
   *
   * @return the network, which says how many bytes the parts have in all
   * @throws RefusedException with the first thing that is wrong
   */
  public Architecture checkHead(byte[] key, Snapshot head) throws RefusedException {
    Architecture architecture = checkAbout(key, head);
    int count = Parts.count(4L * architecture.parameterCount());
    if (head.getParts() != count || head.getParameters().hasRemaining()) {
      throw new RefusedException(
          "It is in %d parts and has %d bytes besides, and its architecture needs %d parts."
              .formatted(head.getParts(), head.getParameters().remaining(), count));
    }
    Optional<String> mismatch = SnapshotSeal.mismatchOfFields(head);
    if (mismatch.isPresent()) {
      throw new RefusedException("It was changed after it was sealed: " + mismatch.get() + ".");
    }
    checkCounts(head);
    return architecture;
  }

  /**
   * What is served of a snapshot in parts.
   *
   * @param head that has passed {@link #checkHead}
   * @param values what its parts hold, which match its contentSha256 and are finite; taken as it is
   */
  public ServedModel served(Snapshot head, float[] values) throws RefusedException {
    return served(head, Parameters.owning(architecture(head), values), datatype(head));
  }

  private ServedModel served(Snapshot snapshot, Parameters parameters, Datatype datatype) {
    return new ServedModel(
        model,
        snapshot.getSequence(),
        snapshot.getVersion(),
        snapshot.getSha256(),
        parameters,
        datatype,
        snapshot.getTrainedAt(),
        snapshot.getHyperparameters().getOrDefault(MAPPING, ""));
  }

  private void checkPlace(byte[] key, Snapshot snapshot) throws RefusedException {
    if (!model.equals(snapshot.getModel())) {
      throw new RefusedException("It is another model's than its key says.");
    }
    if (snapshot.getSequence() < 0 || snapshot.getVersion() < 0) {
      throw new RefusedException(
          "Its sequence %d or its version %d is negative."
              .formatted(snapshot.getSequence(), snapshot.getVersion()));
    }
    byte[] slot = SnapshotRing.key(model, snapshot.getSequence());
    if (!Arrays.equals(key, slot)
        && !Arrays.equals(key, SnapshotRing.pinnedKey(model))
        && !Arrays.equals(key, SnapshotRing.servingKey(model))) {
      throw new RefusedException(
          "Its sequence %d is not the one of its key.".formatted(snapshot.getSequence()));
    }
  }

  /** Each snapshot has learned a sample more than the one before, and each sample has an offset. */
  private static void checkCounts(Snapshot snapshot) throws RefusedException {
    long offsets = 0;
    for (PartitionOffset at : snapshot.getOffsets()) {
      long below = Math.max(0, at.getOffset());
      offsets = below > Long.MAX_VALUE - offsets ? Long.MAX_VALUE : offsets + below;
    }
    if (!snapshot.getOffsets().isEmpty() && snapshot.getVersion() > offsets) {
      throw new RefusedException(
          "It has learned %d samples of the first %d.".formatted(snapshot.getVersion(), offsets));
    }
    if (snapshot.getSequence() > snapshot.getVersion()) {
      throw new RefusedException(
          "It has learned %d samples and comes after %d snapshots."
              .formatted(snapshot.getVersion(), snapshot.getSequence()));
    }
  }

  private static void checkTexts(Snapshot snapshot) throws RefusedException {
    long chars =
        (long) snapshot.getArchitecture().length()
            + snapshot.getBackend().length()
            + snapshot.getParentSha256().length()
            + 16L * snapshot.getOffsets().size();
    for (Map.Entry<String, String> setting : snapshot.getHyperparameters().entrySet()) {
      chars += (long) setting.getKey().length() + setting.getValue().length();
    }
    if (chars > TEXT_CHARS_MAX) {
      throw new RefusedException(
          "Its settings have %d characters; at most %d can be kept."
              .formatted(chars, TEXT_CHARS_MAX));
    }
  }

  private static Architecture architecture(Snapshot snapshot) throws RefusedException {
    try {
      return Architecture.parse(snapshot.getArchitecture());
    } catch (IllegalArgumentException e) {
      throw new RefusedException(e.getMessage());
    }
  }

  /** Bytes unless it says otherwise, as with learners. */
  private static Datatype datatype(Snapshot snapshot) throws RefusedException {
    try {
      return Datatype.parse(
          snapshot.getHyperparameters().getOrDefault(DATATYPE, Datatype.UINT8.text()));
    } catch (IllegalArgumentException e) {
      throw new RefusedException(e.getMessage());
    }
  }

  /** The decoder's own array where it fits exactly, which spares a copy. */
  private static byte[] array(ByteBuffer bytes) {
    if (bytes.hasArray()
        && bytes.arrayOffset() == 0
        && bytes.position() == 0
        && bytes.remaining() == bytes.array().length) {
      return bytes.array();
    }
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    return copy;
  }
}
