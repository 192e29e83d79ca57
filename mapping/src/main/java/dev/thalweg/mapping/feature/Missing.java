package dev.thalweg.mapping.feature;

import dev.thalweg.mapping.field.FieldValue;
import dev.thalweg.mapping.field.MappingException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * What becomes of a missing value.
 *
 * @param refused whether the record is
 * @param fill what the feature's columns hold instead; NaN is read as the model's running mean
 * @param mask whether one more column is 1 where a value is missing
 */
public record Missing(boolean refused, float fill, boolean mask) {

  /** Of a category, hashed or not, no column is 1; else the model takes its running mean. */
  public static Missing byDefault(String type) {
    boolean category = type.equals("category") || type.equals("hash");
    return new Missing(false, category ? 0 : Float.NaN, false);
  }

  /** The same, with or without a mask. */
  public Missing withMask(boolean masked) {
    return new Missing(refused, fill, masked);
  }

  /** As a file says it: {@code error}, {@code mean} or a number. */
  Object word() {
    if (refused) {
      return "error";
    }
    return Float.isNaN(fill) ? "mean" : number();
  }

  /** The shortest decimals; written plainly in a file, as a number is. */
  private BigDecimal number() {
    BigDecimal number = new BigDecimal(Float.toString(fill)).stripTrailingZeros();
    return number.scale() < 0 ? number.setScale(0) : number;
  }

  /** Instead of a missing value. */
  float fill(FieldValue value) throws MappingException {
    if (refused) {
      throw value.missing();
    }
    return fill;
  }

  /** Notes in the column after the others, if there is a mask, whether anything is missing. */
  void note(boolean isMissing, float[] to, int at) {
    if (mask) {
      to[at] = isMissing ? 1 : 0;
    }
  }

  /** The columns with the mask's after them, if there is one. */
  List<String> withMaskColumn(List<String> columns, String name) {
    if (!mask) {
      return columns;
    }
    List<String> all = new ArrayList<>(columns);
    all.add(name + "?");
    return all;
  }
}
