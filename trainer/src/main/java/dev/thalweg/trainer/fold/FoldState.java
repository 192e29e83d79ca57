package dev.thalweg.trainer.fold;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.model.Learner;
import dev.thalweg.schemas.UserException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The blob that stands for a learner: what the log below {@code next} has made of it.
 *
 * <p>Bytes: int format (6; read are 5 too, with int lastLabel in place of the two numbers before
 * those of replay, 3, that of a single learner without it, 4, the same of one of several, 2,
 * without {@code counted}, and 1, whose learner's state knew no restarts either), int parts (1 of
 * several learners, 2 where older samples are replayed, or both); texts (int length, UTF-8)
 * topicId, architecture; int count and texts key and value of the frozen hyper-parameters; long
 * next, long sequence, text parentSha256, double lossSum, long counted, long correct, double
 * absoluteError, double lastTarget; of replay long replayedFrom; of several learners long base,
 * long begun, long end; the learner's own state; of several the weights of the base.
 *
 * <p>A state that is too large for a record is a head and parts ({@link StateParts}): the head is
 * int 7, int count, long bytes, 32 bytes of SHA-256, and then what is written above from int format
 * on, up to the learner's own state, which the parts hold in place of it.
 *
 * @param topicId Kafka's id of the samples topic, which changes when the topic is made anew
 * @param next offset of the first sample of the unfinished minibatch: the only truth about how far
 *     the weights are
 * @param counted samples whose loss is in {@code lossSum}; empty in a state of an older program,
 *     which took all for counted
 * @param absoluteError sum of the distances of the predicted numbers from the targets of all
 *     samples; 0 of classes
 * @param lastTarget label or number of the last sample that was learned; NaN where there is none,
 *     or it is not known
 * @param replayedFrom offset of the oldest sample that the next step may learn from once more,
 *     which the log below {@code next} has to go back to; empty where none are replayed
 * @param learner steps, parameters, moments and EMA, as {@code Learner.writeState} writes them; a
 *     view of the blob that was read (or a copy, of an old one), empty in a state that is to be
 *     written; of several learners, with the weights of the base behind it
 * @param round of one of several learners
 * @param parts where the learner's state stands; empty where it is here
 */
public record FoldState(
    String topicId,
    String architecture,
    SortedMap<String, String> frozen,
    long next,
    long sequence,
    String parentSha256,
    double lossSum,
    OptionalLong counted,
    long correct,
    double absoluteError,
    double lastTarget,
    OptionalLong replayedFrom,
    ByteBuffer learner,
    Optional<RoundState> round,
    Optional<StateParts> parts) {
  private static final int FORMAT_WITHOUT_RESTART = 1;
  private static final int FORMAT_WITHOUT_COUNTED = 2;
  private static final int FORMAT_OF_SEVERAL = 4;
  private static final int FORMAT_OF_CLASSES = 5;
  private static final int FORMAT = 6;
  private static final int FORMAT_OF_HEAD = 7;
  private static final int OF_SEVERAL = 1;
  private static final int OF_REPLAY = 2;

  /**
   * Where one of several learners is in its round.
   *
   * @param base number of the merge that it began with
   * @param begun samples consumed then
   * @param end offset of the first record after it where it has ended, else -1; nothing from there
   *     on is learned then, whatever offset is committed
   */
  public record RoundState(long base, long begun, long end) {}

  /** The same with all that its parts hold, and so whole. */
  public FoldState joined(ByteBuffer all) {
    return new FoldState(
        topicId,
        architecture,
        frozen,
        next,
        sequence,
        parentSha256,
        lossSum,
        counted,
        correct,
        absoluteError,
        lastTarget,
        replayedFrom,
        all,
        round,
        Optional.empty());
  }

  /** The record that stands for it where the learner's state is in parts. */
  byte[] head(StateParts in) {
    ByteBuffer out = ByteBuffer.allocate(Integer.BYTES + StateParts.BYTES + headerBytes());
    out.putInt(FORMAT_OF_HEAD);
    in.write(out);
    writeHeader(out);
    return out.array();
  }

  /** The offset of the oldest record that going on from here needs: nothing below is read. */
  public long firstNeeded() {
    return replayedFrom.orElse(next);
  }

  /** Writes all but the learner's own state, which follows it: {@link #headerBytes} bytes. */
  void writeHeader(ByteBuffer out) {
    out.putInt(FORMAT);
    out.putInt((round.isPresent() ? OF_SEVERAL : 0) + (replayedFrom.isPresent() ? OF_REPLAY : 0));
    put(out, topicId);
    put(out, architecture);
    out.putInt(frozen.size());
    frozen.forEach(
        (key, value) -> {
          put(out, key);
          put(out, value);
        });
    out.putLong(next).putLong(sequence);
    put(out, parentSha256);
    out.putDouble(lossSum).putLong(counted.orElseThrow()).putLong(correct);
    out.putDouble(absoluteError).putDouble(lastTarget);
    replayedFrom.ifPresent(out::putLong);
    round.ifPresent(at -> out.putLong(at.base()).putLong(at.begun()).putLong(at.end()));
  }

  /**
   * Reads a blob; the array must not change as long as the state is in use.
   *
   * @throws UserException when it was written by a newer program, with another format
   */
  public static FoldState fromBytes(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    int format = in.getInt();
    Optional<StateParts> inParts =
        format == FORMAT_OF_HEAD ? Optional.of(StateParts.read(in)) : Optional.empty();
    format = inParts.isPresent() ? in.getInt() : format;
    if (format < FORMAT_WITHOUT_RESTART || format > FORMAT) {
      throw new UserException(
          ("The trainer's state has format %d, and this program reads up to %d: go on with the"
                  + " program that wrote it, or use another --pipeline to begin anew.")
              .formatted(format, FORMAT_OF_HEAD));
    }
    int parts = parts(format, in);
    String topicId = text(in);
    String architecture = text(in);
    SortedMap<String, String> frozen = new TreeMap<>();
    int count = in.getInt();
    for (int i = 0; i < count; i++) {
      frozen.put(text(in), text(in));
    }
    long next = in.getLong();
    long sequence = in.getLong();
    String parentSha256 = text(in);
    double lossSum = in.getDouble();
    OptionalLong counted =
        format > FORMAT_WITHOUT_COUNTED ? OptionalLong.of(in.getLong()) : OptionalLong.empty();
    long correct = in.getLong();
    double absoluteError = format == FORMAT ? in.getDouble() : 0;
    double lastTarget = lastTarget(format, in);
    OptionalLong replayedFrom =
        (parts & OF_REPLAY) == 0 ? OptionalLong.empty() : OptionalLong.of(in.getLong());
    Optional<RoundState> round =
        (parts & OF_SEVERAL) == 0
            ? Optional.empty()
            : Optional.of(new RoundState(in.getLong(), in.getLong(), in.getLong()));
    ByteBuffer learner = in.slice();
    return new FoldState(
        topicId,
        architecture,
        frozen,
        next,
        sequence,
        parentSha256,
        lossSum,
        counted,
        correct,
        absoluteError,
        lastTarget,
        replayedFrom,
        format == FORMAT_WITHOUT_RESTART ? Learner.stateWithoutRestart(learner) : learner,
        round,
        inParts);
  }

  private static int parts(int format, ByteBuffer in) {
    if (format >= FORMAT_OF_CLASSES) {
      return in.getInt();
    }
    return format == FORMAT_OF_SEVERAL ? OF_SEVERAL : 0;
  }

  private static double lastTarget(int format, ByteBuffer in) {
    if (format == FORMAT) {
      return in.getDouble();
    }
    int label = format == FORMAT_OF_CLASSES ? in.getInt() : -1;
    return label < 0 ? Double.NaN : label;
  }

  int headerBytes() {
    int texts = size(topicId) + size(architecture) + size(parentSha256);
    for (var entry : frozen.entrySet()) {
      texts += size(entry.getKey()) + size(entry.getValue());
    }
    int numbers = 7 + (replayedFrom.isPresent() ? 1 : 0) + (round.isPresent() ? 3 : 0);
    return 3 * Integer.BYTES + numbers * Long.BYTES + texts;
  }

  private static int size(String text) {
    return Integer.BYTES + text.getBytes(UTF_8).length;
  }

  private static void put(ByteBuffer out, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    out.putInt(bytes.length).put(bytes);
  }

  private static String text(ByteBuffer in) {
    byte[] bytes = new byte[in.getInt()];
    in.get(bytes);
    return new String(bytes, UTF_8);
  }
}
