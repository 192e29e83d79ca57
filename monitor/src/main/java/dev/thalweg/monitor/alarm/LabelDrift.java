package dev.thalweg.monitor.alarm;

import dev.thalweg.monitor.drift.ClassBalance;
import dev.thalweg.monitor.drift.Imbalance;
import dev.thalweg.monitor.state.VarLong;
import java.nio.ByteBuffer;
import java.util.Optional;

/** The labels that come for one model's predictions. */
final class LabelDrift implements DriftState {
  private final ClassBalance balance;
  private long labels;

  LabelDrift() {
    this(new ClassBalance(), 0);
  }

  private LabelDrift(ClassBalance balance, long labels) {
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

  static LabelDrift readFrom(ByteBuffer in) {
    long labels = VarLong.read(in);
    return new LabelDrift(ClassBalance.readFrom(in), labels);
  }
}
