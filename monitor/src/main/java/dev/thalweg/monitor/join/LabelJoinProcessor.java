package dev.thalweg.monitor.join;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.monitor.accuracy.AccuracyConfig;
import dev.thalweg.monitor.accuracy.MonitorFigures;
import dev.thalweg.streams.SourceClocks;
import java.time.Duration;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Moves what arrived of its images into a {@link LabelJoin}, and its counts out. */
public final class LabelJoinProcessor implements Processor<byte[], byte[], byte[], byte[]> {
  public static final String IMAGES_STORE = "held-images";
  public static final String CELLS_STORE = "pending-cells";
  public static final String OUTCOMES_STORE = "pending-outcomes";

  /** Counts wait at most so long before they are passed on. */
  public static final Duration FLUSH_INTERVAL = Duration.ofMillis(200);

  /** Records after which it is asked anew how far the sources have come. */
  private static final int CLOCK_RECORDS = 64;

  private final AccuracyConfig config;
  private final boolean watchesDrift;
  private final TimeReport times;
  private final MonitorFigures figures;

  private ProcessorContext<byte[], byte[]> context;
  private LabelJoin join;
  private SourceClocks clocks;
  private long nowMs;
  private int records;

  /** Null where drift is not detected. */
  private PendingOutcomes outcomes;

  public LabelJoinProcessor(
      AccuracyConfig config, boolean watchesDrift, TimeReport times, MonitorFigures figures) {
    this.config = config;
    this.watchesDrift = watchesDrift;
    this.times = times;
    this.figures = figures;
  }

  /** Builds its state anew from the stores: Streams revives a task on the same object. */
  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    this.context = context;
    HeldExamples images = new HeldExamples(context.getStateStore(IMAGES_STORE), config);
    clocks = new SourceClocks(images.newestMs());
    nowMs = 0;
    join =
        new LabelJoin(
            config,
            images,
            new PendingCells(context.getStateStore(CELLS_STORE)),
            openOutcomes(),
            figures);
    context.schedule(FLUSH_INTERVAL, PunctuationType.WALL_CLOCK_TIME, wallMs -> flush());
  }

  private JoinObserver openOutcomes() {
    if (!watchesDrift) {
      return JoinObserver.NONE;
    }
    outcomes =
        new PendingOutcomes(config.pipeline().model(), context.getStateStore(OUTCOMES_STORE));
    return outcomes;
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    String id = new String(record.key(), UTF_8);
    Arrival arrival = Arrival.fromBytes(record.value());
    long atMs = record.timestamp();
    long sourceMs = clocks.hear(arrival.source(), atMs, context.currentSystemTimeMs());
    if (arrival.prediction() == null) {
      join.label(id, arrival.label(), atMs, sourceMs);
    } else {
      join.prediction(id, arrival.prediction(), atMs, sourceMs);
    }
    if (++records % CLOCK_RECORDS == 0) {
      nowMs = clocks.slowestMs(context.currentSystemTimeMs());
    }
    join.advance(nowMs);
    if (join.isFull() || (outcomes != null && outcomes.isFull())) {
      passOn();
    }
  }

  private void flush() {
    nowMs = clocks.slowestMs(context.currentSystemTimeMs());
    join.advance(nowMs);
    if (outcomes != null) {
      times.tell(outcomes::times);
    }
    passOn();
  }

  private void passOn() {
    long timeMs = Math.max(0, nowMs);
    join.drain(
        counts ->
            context.forward(
                new Record<>(counts.cell().model().getBytes(UTF_8), counts.toBytes(), timeMs),
                NodeNames.COUNTS_OUT));
    if (outcomes != null) {
      outcomes.drain(
          found ->
              context.forward(
                  new Record<>(found.model().getBytes(UTF_8), found.toBytes(), timeMs),
                  NodeNames.OUTCOMES_OUT));
    }
  }
}
