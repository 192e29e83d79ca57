package dev.thalweg.monitor.join;

import dev.thalweg.monitor.accuracy.Cell;
import dev.thalweg.monitor.accuracy.CellTally;
import dev.thalweg.monitor.accuracy.Tally;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Cells of one partition whose tallies have not been passed on yet: what makes the internal topic
 * carry a few records a second and not one for each prediction. Each change is written through to
 * the store; the tallies on the heap only save reading them back.
 */
public final class PendingCells {
  /** Passed on at once above this, so that memory does not depend on what versions come. */
  private static final int CELLS_MAX = 1_024;

  /** The same for their bytes: a tally of a thousand classes takes as much as a hundred small. */
  private static final long BYTES_MAX = 4 << 20;

  private final KeyValueStore<String, byte[]> store;
  private final Map<Cell, Tally> tallies = new LinkedHashMap<>();
  private long heapBytes;

  public PendingCells(KeyValueStore<String, byte[]> store) {
    this.store = store;
    try (KeyValueIterator<String, byte[]> all = store.all()) {
      while (all.hasNext()) {
        KeyValue<String, byte[]> pending = all.next();
        Tally tally = Tally.readFrom(ByteBuffer.wrap(pending.value));
        heapBytes += tally.heapBytes();
        tallies.put(Cell.ofKey(pending.key), tally);
      }
    }
  }

  /** Counts something in a cell. */
  void count(Cell cell, Consumer<Tally> counting) {
    Tally tally = tallies.get(cell);
    if (tally == null) {
      tally = new Tally();
      tallies.put(cell, tally);
    } else {
      heapBytes -= tally.heapBytes();
    }
    counting.accept(tally);
    heapBytes += tally.heapBytes();
    ByteBuffer bytes = ByteBuffer.allocate(tally.bytes());
    tally.writeTo(bytes);
    store.put(cell.key(), bytes.array());
  }

  boolean isFull() {
    return tallies.size() > CELLS_MAX || heapBytes > BYTES_MAX;
  }

  /** Hands over all tallies and forgets them. */
  void drain(Consumer<CellTally> each) {
    tallies.forEach(
        (cell, tally) -> {
          each.accept(new CellTally(cell, tally));
          store.delete(cell.key());
        });
    tallies.clear();
    heapBytes = 0;
  }
}
