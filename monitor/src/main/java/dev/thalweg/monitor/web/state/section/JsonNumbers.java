package dev.thalweg.monitor.web.state.section;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers as the page needs them. */
public final class JsonNumbers {
  private static final double PLACES = 1e5;

  /** Finer than a pixel, too, of a number of any size. */
  private static final MathContext DIGITS = new MathContext(6);

  private JsonNumbers() {}

  /** With five places, which is finer than a pixel; null where it is not finite. */
  public static void writeRounded(JsonGenerator json, double value) throws IOException {
    if (Double.isFinite(value)) {
      json.writeNumber(Math.rint(value * PLACES) / PLACES);
    } else {
      json.writeNull();
    }
  }

  /** A number of any size with six digits that count; null where it is not finite. */
  public static void writeFigure(JsonGenerator json, double value) throws IOException {
    if (Double.isFinite(value)) {
      json.writeNumber(BigDecimal.valueOf(value).round(DIGITS).doubleValue());
    } else {
      json.writeNull();
    }
  }

  /** The same as a field. */
  public static void writeFigure(JsonGenerator json, String name, double value) throws IOException {
    json.writeFieldName(name);
    writeFigure(json, value);
  }
}
