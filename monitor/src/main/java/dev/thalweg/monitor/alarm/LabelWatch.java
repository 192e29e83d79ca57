package dev.thalweg.monitor.alarm;

import dev.thalweg.monitor.drift.ClassBalance;
import dev.thalweg.monitor.drift.Imbalance;
import dev.thalweg.monitor.state.VarLong;
import java.nio.ByteBuffer;
import java.util.Optional;

/** The labels that come for one model's predictions. */
final class LabelWatch implements Watched {
  private final ClassBalance balance;
  private long labels;

  LabelWatch() {
    this(new ClassBalance(), 0);
  }

  private LabelWatch(ClassBalance balance, long labels) {
    this.balance = balance;
    this.labels = labels;
  }

  /** How many labels it has heard of. */
  long labels() {
    return labels;
  }

  Optional<Imbalance> add(int label) {
    labels++;
    return balance.label(label);
  }

  @Override
  public int bytes() {
    return VarLong.bytes(labels) + balance.bytes();
  }

  @Override
  public void writeTo(ByteBuffer out) {
    VarLong.write(out, labels);
    balance.writeTo(out);
  }

  static LabelWatch readFrom(ByteBuffer in) {
    long labels = VarLong.read(in);
    return new LabelWatch(ClassBalance.readFrom(in), labels);
  }
}
