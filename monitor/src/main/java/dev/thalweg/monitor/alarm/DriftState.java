package dev.thalweg.monitor.alarm;

import java.nio.ByteBuffer;

/** What detectors of drift know of one model, as it stands in the store. */
interface DriftState {
  /** How many bytes it takes. */
  int bytes();

  /** Writes {@link #bytes()} bytes. */
  void writeTo(ByteBuffer out);
}
