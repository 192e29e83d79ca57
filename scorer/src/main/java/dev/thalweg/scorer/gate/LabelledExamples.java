package dev.thalweg.scorer.gate;

import dev.thalweg.schemas.ExampleFormat;
import dev.thalweg.schemas.avro.Example;
import dev.thalweg.schemas.avro.Label;
import java.time.Instant;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Joins examples and labels by id, whichever comes first, and keeps the latest pairs. What has no
 * other half waits, the latest of it, so that memory stays bounded: a label that comes more than so
 * many examples after its own finds none. Confined to one thread.
 *
 * <p>What is read back from several partitions comes in no order. So until {@link #settle} all
 * pairs are kept that there is room for; then those that were labelled last, and after that the
 * order is that of their coming.
 */
final class LabelledExamples {
  /**
   * Most examples, and most labels, that wait for their other half; most pairs before it settles.
   */
  static final int WAITING_MAX = 20_000;

  /** Most bytes that wait, and most that are kept in pairs. */
  private static final long BYTES_MAX = 64L << 20;

  private static final int ID_CHARS_MAX = 1_024;
  private static final double UNKNOWN = Double.NaN;

  private final int wanted;
  private final Examples waiting = new Examples();
  private final Examples pairs = new Examples();
  private final Map<String, Label> labels = new LinkedHashMap<>();
  private int pairsMax = WAITING_MAX;
  private long joined;

  /**
   * @param wanted most pairs that are kept
   */
  public LabelledExamples(int wanted) {
    this.wanted = wanted;
  }

  /** An example, and when its label became known. */
  private record Entry(LabelledExample example, Instant labelledAt) {
    Entry labelled(Label label) {
      return new Entry(
          new LabelledExample(example.format(), example.data(), target(label)),
          label.getLabelledAt());
    }
  }

  /** Examples by id in the order they came, with the sum of their bytes. */
  private static final class Examples {
    private final Map<String, Entry> byId = new LinkedHashMap<>();
    private long bytes;

    void put(String id, Entry entry, int examplesMax) {
      remove(id);
      byId.put(id, entry);
      bytes += entry.example().data().length;
      while (byId.size() > examplesMax || bytes > BYTES_MAX) {
        remove(byId.keySet().iterator().next());
      }
    }

    Entry remove(String id) {
      Entry removed = byId.remove(id);
      if (removed != null) {
        bytes -= removed.example().data().length;
      }
      return removed;
    }
  }

  /** Takes an example; one that is not what it says, or is paired already, is passed over. */
  void example(Example example) {
    String id = example.getId();
    int bytes = example.getData().remaining();
    if (!isId(id)
        || !ExampleFormat.isSound(
            example.getShape(), example.getDatatype(), example.getData(), true)
        || pairs.byId.containsKey(id)) {
      return;
    }
    byte[] data = new byte[bytes];
    example.getData().duplicate().get(data);
    ExampleFormat format = new ExampleFormat(example.getShape(), example.getDatatype());
    Entry entry = new Entry(new LabelledExample(format, data, UNKNOWN), Instant.MIN);
    Label label = labels.remove(id);
    if (label == null) {
      waiting.put(id, entry, WAITING_MAX);
    } else {
      pair(id, entry.labelled(label));
    }
  }

  /** Takes a label; the second of an example takes the place of the first. */
  public void label(Label label) {
    String id = label.getId();
    if (!isId(id) || Double.isNaN(target(label))) {
      return;
    }
    Entry example = waiting.remove(id);
    if (example != null) {
      pair(id, example.labelled(label));
    } else if (pairs.byId.containsKey(id)) {
      pairs.byId.computeIfPresent(id, (unused, paired) -> paired.labelled(label));
    } else {
      labels.put(id, label);
      if (labels.size() > WAITING_MAX) {
        Iterator<String> eldest = labels.keySet().iterator();
        eldest.next();
        eldest.remove();
      }
    }
  }

  private void pair(String id, Entry entry) {
    pairs.put(id, entry, pairsMax);
    joined++;
  }

  /** The number or the class; not a number where it is neither. */
  private static double target(Label label) {
    Double value = label.getValue();
    if (value == null) {
      return label.getLabel() < 0 ? Double.NaN : label.getLabel();
    }
    return Double.isFinite(value) ? value : Double.NaN;
  }

  private static boolean isId(String id) {
    return !id.isEmpty() && id.length() <= ID_CHARS_MAX;
  }

  /** Keeps the pairs that were labelled last, as many as wanted; from now on those made last. */
  void settle() {
    Map<String, Entry> all = new LinkedHashMap<>(pairs.byId);
    all.keySet().forEach(pairs::remove);
    pairsMax = wanted;
    all.entrySet().stream()
        .sorted(Comparator.comparing(pair -> pair.getValue().labelledAt()))
        .forEach(pair -> pairs.put(pair.getKey(), pair.getValue(), wanted));
  }

  /** The latest pairs in their order; at most as many as wanted, once it has settled. */
  List<LabelledExample> latest() {
    return pairs.byId.values().stream().map(Entry::example).toList();
  }

  /** Pairs that were made so far. */
  long joined() {
    return joined;
  }

  /** Examples and labels that wait for their other half. */
  int waiting() {
    return waiting.byId.size() + labels.size();
  }
}
