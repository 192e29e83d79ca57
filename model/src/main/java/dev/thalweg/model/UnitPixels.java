package dev.thalweg.model;

import dev.thalweg.model.network.Datatype;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** What a network sees of uint8 pixels: 0 to 1. */
final class UnitPixels {
  private static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final float[] UNIT = new float[256];

  static {
    for (int i = 0; i < UNIT.length; i++) {
      UNIT[i] = Datatype.UINT8.input(i);
    }
  }

  private UnitPixels() {}

  static float of(byte pixel) {
    return UNIT[pixel & 0xff];
  }

  /**
   * Reads some into the front of an array. Eight at a time: one access to the pixels is checked
   * instead of eight, and of a picture most are background, which is often 0.
   */
  static void read(byte[] pixels, int start, int count, float[] units) {
    int i = 0;
    for (; i <= count - Long.BYTES; i += Long.BYTES) {
      long eight = (long) EIGHT.get(pixels, start + i);
      if (eight == 0) {
        write(0f, units, i);
      } else {
        write(eight, units, i);
      }
    }
    for (; i < count; i++) {
      units[i] = of(pixels[start + i]);
    }
  }

  private static void write(long eight, float[] units, int at) {
    units[at] = UNIT[(int) eight & 0xff];
    units[at + 1] = UNIT[(int) (eight >>> 8) & 0xff];
    units[at + 2] = UNIT[(int) (eight >>> 16) & 0xff];
    units[at + 3] = UNIT[(int) (eight >>> 24) & 0xff];
    units[at + 4] = UNIT[(int) (eight >>> 32) & 0xff];
    units[at + 5] = UNIT[(int) (eight >>> 40) & 0xff];
    units[at + 6] = UNIT[(int) (eight >>> 48) & 0xff];
    units[at + 7] = UNIT[(int) (eight >>> 56) & 0xff];
  }

  private static void write(float one, float[] units, int at) {
    units[at] = one;
    units[at + 1] = one;
    units[at + 2] = one;
    units[at + 3] = one;
    units[at + 4] = one;
    units[at + 5] = one;
    units[at + 6] = one;
    units[at + 7] = one;
  }
}
