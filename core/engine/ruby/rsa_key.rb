# An RSA key without a passphrase, in any of the forms of PEM (RFC 7468, RFC 8017, RFC 5958).
module Cincture
  class RsaKey
    # The algorithm as it stands before a public key: rsaEncryption, without parameters.
    ALGORITHM = [0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00].freeze

    # Not a key of RSA, or none at all.
    class Unreadable < StandardError; end

    def initialize(pem)
      kind = pem[/-----BEGIN ([A-Z ]+)-----/, 1]
      raise Unreadable if kind.nil?
      raise Gap, 'a key with a passphrase' if kind == 'ENCRYPTED PRIVATE KEY' || pem.include?('Proc-Type: 4,ENCRYPTED')
      body = pem.split("-----BEGIN #{kind}-----", 2)[1].split('-----END', 2)[0].unpack('m')[0]
      take(kind, Der.read(body)[0])
    rescue Der::Malformed
      raise Unreadable
    end

    def private?
      @private
    end

    # Bits of the modulus, in whole bytes.
    def length
      bytes = @modulus.content.bytes
      bytes = bytes[1..-1] while bytes[0] == 0
      bytes.length * 8
    end

    def public_pem
      key = encoded(0x30, encoded(0x02, @modulus.content.bytes) + encoded(0x02, @exponent.content.bytes))
      pem('PUBLIC KEY', encoded(0x30, ALGORITHM + encoded(0x03, [0] + key)))
    end

    # Of a public key the same as public_pem.
    def whole_pem
      @private ? pem('RSA PRIVATE KEY', encoded(0x30, @key.content.bytes)) : public_pem
    end

    private

    def take(kind, outer)
      @private = kind.end_with?('PRIVATE KEY')
      @key = case kind
             when 'RSA PRIVATE KEY', 'RSA PUBLIC KEY' then outer
             when 'PRIVATE KEY' then Der.read(rsa!(outer[1], outer[2]).content)[0]
             when 'PUBLIC KEY' then Der.read(rsa!(outer[0], outer[1]).content.byteslice(1..-1))[0]
             else raise Unreadable
             end
      @modulus, @exponent = @private ? [@key[1], @key[2]] : [@key[0], @key[1]]
    end

    def rsa!(algorithm, key)
      raise Unreadable unless algorithm[0].oid == Certificate::RSA
      key
    end

    def encoded(tag, bytes)
      length = bytes.length
      return [tag, length] + bytes if length < 128
      size = length < 256 ? [length] : [length >> 8, length & 255]
      [tag, 128 + size.length] + size + bytes
    end

    def pem(kind, bytes)
      text = [bytes.pack('C*')].pack('m').delete("\n")
      "-----BEGIN #{kind}-----\n" + text.scan(/.{1,64}/).join("\n") + "\n-----END #{kind}-----\n"
    end
  end
end
