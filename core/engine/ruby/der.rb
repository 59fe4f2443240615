# ASN.1 in its distinguished encoding, as far as certificates need it (ITU-T X.690).
module Cincture
  class Der
    class Malformed < StandardError; end

    # Certificates are flat; what is deeper is no certificate.
    MAX_DEPTH = 32

    attr_reader :tag, :content

    # The first value of these bytes, and where it ends.
    def self.read(bytes, at = 0)
      tag = bytes.getbyte(at)
      first = bytes.getbyte(at + 1)
      raise Malformed, 'the end comes too early' if tag.nil? || first.nil?
      start = at + 2
      length = first
      if first > 127
        count = first & 127
        raise Malformed, 'a length of more than four bytes' if count == 0 || count > 4
        length = number(bytes.byteslice(start, count).bytes)
        start += count
      end
      raise Malformed, 'the end comes too early' if start + length > bytes.bytesize
      [new(tag, bytes.byteslice(start, length)), start + length]
    end

    def self.number(bytes)
      bytes.inject(0) { |sum, byte| sum * 256 + byte }
    end

    def initialize(tag, content)
      @tag = tag
      @content = content
    end

    # The values inside of this one.
    def children
      return @children if @children
      at = 0
      @children = []
      while at < @content.bytesize
        child, at = Der.read(@content, at)
        @children << child
      end
      @children
    end

    def [](index)
      children[index] || raise(Malformed, 'a part is missing')
    end

    # Two's complement.
    def integer
      bytes = @content.bytes
      value = Der.number(bytes)
      !bytes.empty? && bytes[0] > 127 ? value - (1 << (8 * bytes.length)) : value
    end

    # In dotted form.
    def oid
      parts = []
      value = 0
      @content.bytes.each do |byte|
        value = value * 128 + (byte & 127)
        next if byte > 127
        parts << value
        value = 0
      end
      raise Malformed, 'an empty object identifier' if parts.empty?
      first = [parts[0] / 40, 2].min
      ([first, parts[0] - 40 * first] + parts[1..-1]).join('.')
    end

    # UTCTime has two digits for the year, of 1950 to 2049.
    def time
      text = @content
      raise Malformed, "a time like #{Text.inspect(text)}" unless text =~ /\A(\d\d)?\d{12}Z\z/
      text = (text[0, 2].to_i < 50 ? '20' : '19') + text if @tag == 0x17
      Time.gm(text[0, 4].to_i, text[4, 2].to_i, text[6, 2].to_i, text[8, 2].to_i, text[10, 2].to_i, text[12, 2].to_i)
    end

    # Of a bit string: which bits are set.
    def bits
      @content.bytes[1..-1].map { |byte| (0..7).map { |i| (byte >> (7 - i)) & 1 == 1 } }.flatten
    end

    # Of a string of any kind, as UTF-8.
    def text
      return @content unless @tag == 0x1e
      @content.unpack('n*').pack('U*')
    end

    def hex
      @content.bytes.map { |byte| '%02X' % byte }.join(':')
    end
  end
end
