package dev.thalweg.trainer.topology;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.query.Position;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * A store that holds nothing: what is put goes to its changelog, in the transaction of the task,
 * and is read there. A state of gigabytes would else stand in memory twice, in the learner and
 * here.
 */
final class LoggedOnlyStore implements KeyValueStore<Bytes, byte[]> {
  private final String name;
  private boolean open;

  LoggedOnlyStore(String name) {
    this.name = name;
  }

  /** Makes it. */
  static KeyValueBytesStoreSupplier supplier(String name) {
    return new KeyValueBytesStoreSupplier() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public KeyValueStore<Bytes, byte[]> get() {
        return new LoggedOnlyStore(name);
      }

      @Override
      public String metricsScope() {
        return "logged-only";
      }
    };
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    context.register(root, (key, value) -> {});
    open = true;
  }

  @Override
  public void close() {
    open = false;
  }

  @Override
  public boolean persistent() {
    return false;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  /** Nobody queries it. */
  @Override
  public Position getPosition() {
    return Position.emptyPosition();
  }

  @Override
  public void put(Bytes key, byte[] value) {}

  @Override
  public byte[] putIfAbsent(Bytes key, byte[] value) {
    return null;
  }

  @Override
  public void putAll(List<KeyValue<Bytes, byte[]>> entries) {}

  @Override
  public byte[] delete(Bytes key) {
    return null;
  }

  @Override
  public byte[] get(Bytes key) {
    return null;
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> range(Bytes from, Bytes to) {
    return new Nothing();
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> all() {
    return new Nothing();
  }

  @Override
  public long approximateNumEntries() {
    return 0;
  }

  private static final class Nothing implements KeyValueIterator<Bytes, byte[]> {
    private final Iterator<KeyValue<Bytes, byte[]>> none = Collections.emptyIterator();

    @Override
    public boolean hasNext() {
      return none.hasNext();
    }

    @Override
    public KeyValue<Bytes, byte[]> next() {
      return none.next();
    }

    @Override
    public Bytes peekNextKey() {
      return none.next().key;
    }

    @Override
    public void close() {}
  }
}
