package dev.thalweg.monitor.web.state;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** Numbers as the page needs them. */
final class JsonNumbers {
  private static final double PLACES = 1e5;

  private JsonNumbers() {}

  /** With five places, which is finer than a pixel; null where it is not finite. */
  static void writeRounded(JsonGenerator json, double value) throws IOException {
    if (Double.isFinite(value)) {
      json.writeNumber(Math.rint(value * PLACES) / PLACES);
    } else {
      json.writeNull();
    }
  }
}
