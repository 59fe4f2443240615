# SHA-1 (FIPS 180-4), for the fingerprints that certificates are known by. Nothing is secured with it.
module Cincture
  module Sha1
    START = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0].freeze
    MASK = 0xffffffff

    # The sum in hexadecimal digits.
    def self.hex(bytes)
      state = START
      padded(bytes).each_slice(64) { |block| state = step(state, block) }
      state.map { |word| '%08x' % word }.join
    end

    def self.padded(bytes)
      list = bytes.bytes
      length = list.length * 8
      list << 0x80
      list << 0 while list.length % 64 != 56
      list + (0..7).map { |i| (length >> (56 - 8 * i)) & 255 }
    end

    def self.step(state, block)
      words = block.each_slice(4).map { |b| (b[0] << 24) | (b[1] << 16) | (b[2] << 8) | b[3] }
      (16..79).each { |i| words << rotated(words[i - 3] ^ words[i - 8] ^ words[i - 14] ^ words[i - 16], 1) }
      a, b, c, d, e = state
      words.each_with_index do |word, i|
        mixed, constant = mix(i, b, c, d)
        sum = (rotated(a, 5) + mixed + e + constant + word) & MASK
        a, b, c, d, e = sum, a, rotated(b, 30), c, d
      end
      [a, b, c, d, e].each_with_index.map { |word, i| (word + state[i]) & MASK }
    end

    def self.mix(round, b, c, d)
      case round / 20
      when 0 then [(b & c) | ((b ^ MASK) & d), 0x5a827999]
      when 1 then [b ^ c ^ d, 0x6ed9eba1]
      when 2 then [(b & c) | (b & d) | (c & d), 0x8f1bbcdc]
      else [b ^ c ^ d, 0xca62c1d6]
      end
    end

    def self.rotated(word, count)
      ((word << count) | (word >> (32 - count))) & MASK
    end
  end
end
