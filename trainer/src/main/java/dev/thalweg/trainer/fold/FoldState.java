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
 * <p>Bytes: int format (3, or 4 of one of several learners, and 2 more where older samples are
 * replayed; blobs of format 2, without {@code counted}, and of format 1, whose learner's state knew
 * no restarts either, are read too); texts (int length, UTF-8) topicId, architecture; int count and
 * texts key and value of the frozen hyper-parameters; long next, long sequence, text parentSha256,
 * double lossSum, long counted, long correct; in formats 5 and 6 long replayedFrom; in formats 4
 * and 6 long base, long begun, long end; the learner's own state; in formats 4 and 6 the weights of
 * the base.
 *
 * @param topicId Kafka's id of the samples topic, which changes when the topic is made anew
 * @param next offset of the first sample of the unfinished minibatch: the only truth about how far
 *     the weights are
 * @param counted samples whose loss is in {@code lossSum}; empty in a state of an older program,
 *     which took all for counted
 * @param replayedFrom offset of the oldest sample that the next step may learn from once more,
 *     which the log below {@code next} has to go back to; empty where none are replayed
 * @param learner steps, parameters, moments and EMA, as {@code Learner.writeState} writes them; a
 *     view of the blob that was read (or a copy, of an old one), empty in a state that is to be
 *     written; of several learners, with the weights of the base behind it
 * @param round of one of several learners
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
    OptionalLong replayedFrom,
    ByteBuffer learner,
    Optional<RoundState> round) {
  private static final int FORMAT_WITHOUT_RESTART = 1;
  private static final int FORMAT_WITHOUT_COUNTED = 2;
  private static final int FORMAT = 3;
  private static final int FORMAT_OF_SEVERAL = 4;
  private static final int MORE_OF_REPLAY = 2;
  private static final int FORMAT_MAX = FORMAT_OF_SEVERAL + MORE_OF_REPLAY;

  /**
   * Where one of several learners is in its round.
   *
   * @param base number of the merge that it began with
   * @param begun samples consumed then
   * @param end offset of the first record after it where it has ended, else -1; nothing from there
   *     on is learned then, whatever offset is committed
   */
  public record RoundState(long base, long begun, long end) {}

  /** The offset of the oldest record that going on from here needs: nothing below is read. */
  public long firstNeeded() {
    return replayedFrom.orElse(next);
  }

  /** Writes all but the learner's own state, which follows it: {@link #headerBytes} bytes. */
  void writeHeader(ByteBuffer out) {
    int format = round.isPresent() ? FORMAT_OF_SEVERAL : FORMAT;
    out.putInt(replayedFrom.isPresent() ? format + MORE_OF_REPLAY : format);
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
    if (format < FORMAT_WITHOUT_RESTART || format > FORMAT_MAX) {
      throw new UserException(
          ("The trainer's state has format %d, and this program reads up to %d: go on with the"
                  + " program that wrote it, or use another --pipeline to begin anew.")
              .formatted(format, FORMAT_MAX));
    }
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
    boolean replays = format > FORMAT_OF_SEVERAL;
    OptionalLong replayedFrom = replays ? OptionalLong.of(in.getLong()) : OptionalLong.empty();
    Optional<RoundState> round =
        format - (replays ? MORE_OF_REPLAY : 0) == FORMAT_OF_SEVERAL
            ? Optional.of(new RoundState(in.getLong(), in.getLong(), in.getLong()))
            : Optional.empty();
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
        replayedFrom,
        format == FORMAT_WITHOUT_RESTART ? Learner.stateWithoutRestart(learner) : learner,
        round);
  }

  int headerBytes() {
    int texts = size(topicId) + size(architecture) + size(parentSha256);
    for (var entry : frozen.entrySet()) {
      texts += size(entry.getKey()) + size(entry.getValue());
    }
    int numbers = 5 + (replayedFrom.isPresent() ? 1 : 0) + (round.isPresent() ? 3 : 0);
    return 2 * Integer.BYTES + numbers * Long.BYTES + texts;
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
