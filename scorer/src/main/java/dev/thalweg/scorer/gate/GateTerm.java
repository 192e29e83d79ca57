package dev.thalweg.scorer.gate;

import dev.thalweg.snapshots.ServedModel;
import dev.thalweg.snapshots.serving.CandidateReader;
import dev.thalweg.topics.StopSwitch;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time for which one process holds the gate's office. It fences the holder before it, then
 * reads what was promoted last and the latest labelled examples, then judges the newest snapshot of
 * the ring each time there is a newer one. Confined to one thread.
 *
 * <p>Nothing but a snapshot newer than the promoted one is judged, and each once in a term. Why a
 * term never promotes an older one than the term before: a reader sees what lies before the first
 * open transaction, the trainer's for one, and that boundary only moves on. So this term sees every
 * candidate that was promoted before it, even where it can't see its promotion yet, and of those it
 * sees it takes the newest. At worst it judges that very one again.
 */
final class GateTerm implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GateTerm.class);

  private final Gate gate;
  private final CandidateReader snapshots;
  private final LabelFeed labels;
  private final GateWriter writer;
  private final GateFigures figures;
  private long judged = -1;
  private long takenBack;
  private InService inService = new InService();
  private Optional<ServedModel> promoted = Optional.empty();

  /** Takes the readers and the writer over, and closes them. */
  GateTerm(
      Gate gate,
      CandidateReader snapshots,
      LabelFeed labels,
      GateWriter writer,
      GateFigures figures) {
    this.gate = gate;
    this.snapshots = snapshots;
    this.labels = labels;
    this.writer = writer;
    this.figures = figures;
  }

  /** Takes the office over; once, before the first turn. */
  void begin(StopSwitch stop) {
    writer.begin();
    labels.catchUp();
    boolean found = false;
    while (!found && !stop.isThrown()) {
      found = snapshots.search();
    }
  }

  /** Reads what has come, waits a moment for a snapshot, and judges the newest if it is new. */
  void turn() {
    labels.read();
    snapshots.follow();
    if (snapshots.takenBack() != takenBack) {
      forget();
    }
    snapshots.promoted().filter(read -> isNewer(read, promoted)).ifPresent(this::putInService);
    Optional<ServedModel> newest = snapshots.newest().filter(this::isToBeJudged);
    if (newest.isPresent()) {
      judge(newest.get());
      judged = newest.get().sequence();
    }
  }

  /** What was judged or promoted was a stranger's: judges anew. */
  private void forget() {
    takenBack = snapshots.takenBack();
    judged = -1;
    promoted = Optional.empty();
    inService = new InService();
  }

  private boolean isToBeJudged(ServedModel newest) {
    return newest.sequence() > judged && isNewer(newest, promoted);
  }

  private static boolean isNewer(ServedModel one, Optional<ServedModel> than) {
    return than.map(other -> one.sequence() > other.sequence()).orElse(true);
  }

  private void putInService(ServedModel model) {
    promoted = Optional.of(model);
    inService.put(model, labels.labelled());
  }

  private void judge(ServedModel candidate) {
    List<ServedModel> before = inService.during(labels.labelled(), gate.examples());
    Verdict verdict = gate.judge(before, candidate, labels.latest());
    if (!verdict.promotes()) {
      String detail = "Snapshot %s is not promoted: %s.".formatted(candidate, verdict);
      LOG.warn("{}", detail);
      writer.refuse(detail);
      figures.refused();
      return;
    }
    Optional<byte[]> value = snapshots.newestValue();
    if (value.isEmpty()) {
      LOG.warn("Snapshot {} has left the topic before it could be promoted.", candidate);
      return;
    }
    LOG.info("Snapshot {} is promoted: {}.", candidate, verdict);
    writer.promote(value.get(), candidate);
    putInService(candidate);
    figures.promoted();
  }

  /** Within two seconds. */
  @Override
  public void close() {
    for (AutoCloseable client : new AutoCloseable[] {writer, snapshots, labels}) {
      close(client);
    }
  }

  private static void close(AutoCloseable client) {
    try {
      client.close();
    } catch (KafkaException e) {
      LOG.debug("A client of the gate was not closed cleanly.", e);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
