package dev.thalweg.scorer.picture;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** JPEGs as other programs write them. */
final class JpegBytes {
  private static final String TREE = "javax_imageio_jpeg_image_1.0";

  private JpegBytes() {}

  /** With as many pixels of chrominance as of luminance. */
  static byte[] notSubsampled(BufferedImage image) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam param = best(writer);
    var type = ImageTypeSpecifier.createFromRenderedImage(image);
    IIOMetadata metadata = writer.getDefaultImageMetadata(type, param);
    Node root = metadata.getAsTree(TREE);
    NodeList components = ((Element) root).getElementsByTagName("componentSpec");
    for (int i = 0; i < components.getLength(); i++) {
      ((Element) components.item(i)).setAttribute("HsamplingFactor", "1");
      ((Element) components.item(i)).setAttribute("VsamplingFactor", "1");
    }
    try {
      metadata.setFromTree(TREE, root);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return written(writer, new IIOImage(image, null, metadata), param);
  }

  /** With red, green and blue stored as they are. */
  static byte[] rgb(BufferedImage image) {
    int[] bands =
        image.getRaster().getPixels(0, 0, image.getWidth(), image.getHeight(), (int[]) null);
    return ofBands(bands, image.getWidth(), 3);
  }

  /** With bands stored as they are, and nothing that says what they are. */
  static byte[] ofBands(int[] values, int width, int bands) {
    int height = values.length / bands / width;
    WritableRaster raster = Raster.createInterleavedRaster(0, width, height, bands, null);
    raster.setPixels(0, 0, width, height, values);
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    byte[] jpeg = written(writer, new IIOImage(raster, null, null), best(writer));
    return without(without(jpeg, 0xe0), 0xee);
  }

  private static ImageWriteParam best(ImageWriter writer) {
    ImageWriteParam param = writer.getDefaultWriteParam();
    param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    param.setCompressionQuality(1);
    return param;
  }

  private static byte[] written(ImageWriter writer, IIOImage image, ImageWriteParam param) {
    var out = new ByteArrayOutputStream();
    try (var stream = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(stream);
      writer.write(null, image, param);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }

  /** With a segment right after its beginning. */
  static byte[] with(byte[] jpeg, int marker, byte[] data) {
    var out = new ByteArrayOutputStream();
    out.write(jpeg, 0, 2);
    out.write(0xff);
    out.write(marker);
    out.writeBytes(ByteBuffer.allocate(2).putShort((short) (data.length + 2)).array());
    out.writeBytes(data);
    out.write(jpeg, 2, jpeg.length - 2);
    return out.toByteArray();
  }

  /** Without the segments of a kind that come before the first scan. */
  static byte[] without(byte[] jpeg, int marker) {
    var out = new ByteArrayOutputStream();
    out.write(jpeg, 0, 2);
    int at = 2;
    while ((jpeg[at + 1] & 0xff) != 0xda) {
      int length = 2 + (ByteBuffer.wrap(jpeg).getShort(at + 2) & 0xffff);
      if ((jpeg[at + 1] & 0xff) != marker) {
        out.write(jpeg, at, length);
      }
      at += length;
    }
    out.write(jpeg, at, jpeg.length - at);
    return out.toByteArray();
  }
}
