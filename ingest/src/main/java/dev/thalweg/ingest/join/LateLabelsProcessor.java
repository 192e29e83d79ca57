package dev.thalweg.ingest.join;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.ingest.made.Features;
import dev.thalweg.ingest.made.Outlets;
import dev.thalweg.ingest.metrics.IngestFigures;
import dev.thalweg.mapping.Labels;
import dev.thalweg.streams.SourceClocks;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.Function;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Moves what arrived of its ids into {@link LateLabels}, and samples out. */
public final class LateLabelsProcessor implements Processor<byte[], byte[], byte[], byte[]> {
  public static final String STORE = "waiting-halves";

  private static final Duration TURN = Duration.ofMillis(200);

  /** Records after which it is asked anew how far the sources have come. */
  private static final int CLOCK_RECORDS = 64;

  private final Labels labels;
  private final long heldBytesMax;
  private final Function<ProcessorContext<byte[], byte[]>, Outlets> opening;
  private final IngestFigures figures;

  private ProcessorContext<byte[], byte[]> context;
  private LateLabels join;
  private SourceClocks clocks;
  private long startedMs;
  private long nowMs;
  private long heardMs;
  private int records;

  /**
   * @param heldBytesMax what this join may hold
   * @param opening where records go
   */
  public LateLabelsProcessor(
      Labels labels,
      long heldBytesMax,
      Function<ProcessorContext<byte[], byte[]>, Outlets> opening,
      IngestFigures figures) {
    this.labels = labels;
    this.heldBytesMax = heldBytesMax;
    this.opening = opening;
    this.figures = figures;
  }

  /** Builds its state anew from the store: Streams revives a task on the same object. */
  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    this.context = context;
    Waiting waiting = new Waiting(context.getStateStore(STORE), labels.within(), heldBytesMax);
    Outlets outlets = opening.apply(context);
    clocks = new SourceClocks(OptionalLong.empty());
    startedMs = context.currentSystemTimeMs();
    nowMs = 0;
    heardMs = 0;
    figures.holds(waiting::size);
    join =
        new LateLabels(
            labels,
            waiting,
            new LateLabels.Output() {
              @Override
              public void sample(Features features, double target) {
                outlets.sample(features, target);
                outlets.label(features, target);
              }

              @Override
              public void orphan(Features features) {
                outlets.orphan(features);
              }
            },
            figures);
    context.schedule(TURN, PunctuationType.WALL_CLOCK_TIME, this::advance);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    String id = new String(record.key(), UTF_8);
    Arrival arrival = Arrival.fromBytes(id, record.value());
    heardMs = context.currentSystemTimeMs();
    long unused = clocks.hear(arrival.source(), arrival.timeMs(), heardMs);
    join.arrive(id, arrival);
    if (++records % CLOCK_RECORDS == 0) {
      advance(heardMs);
    }
  }

  /**
   * After a start nobody is given up for his time until each source that is not silent can have
   * been heard: labels are ahead of features, and those alone would give up what waits for them.
   * While all sources are silent, the time goes on as it does on the wall.
   */
  private void advance(long wallMs) {
    if (wallMs < startedMs + SourceClocks.SILENT_MS) {
      join.advance(0);
      return;
    }
    long slowestMs = clocks.slowestMs(wallMs);
    if (slowestMs >= 0) {
      nowMs = slowestMs;
      heardMs = wallMs;
    }
    join.advance(heardMs == 0 ? nowMs : nowMs + wallMs - heardMs);
  }
}
