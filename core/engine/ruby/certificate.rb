# An X.509 certificate (RFC 5280), in the words of OpenSSL.
module Cincture
  class Certificate
    NAMES = {
      '2.5.4.3' => 'CN', '2.5.4.4' => 'SN', '2.5.4.5' => 'serialNumber', '2.5.4.6' => 'C', '2.5.4.7' => 'L',
      '2.5.4.8' => 'ST', '2.5.4.9' => 'street', '2.5.4.10' => 'O', '2.5.4.11' => 'OU', '2.5.4.12' => 'title',
      '2.5.4.13' => 'description', '2.5.4.15' => 'businessCategory', '2.5.4.17' => 'postalCode', '2.5.4.41' => 'name',
      '2.5.4.42' => 'GN', '2.5.4.43' => 'initials', '2.5.4.46' => 'dnQualifier', '2.5.4.97' => 'organizationIdentifier',
      '1.2.840.113549.1.9.1' => 'emailAddress', '0.9.2342.19200300.100.1.1' => 'UID',
      '0.9.2342.19200300.100.1.25' => 'DC', '1.3.6.1.4.1.311.60.2.1.1' => 'jurisdictionL',
      '1.3.6.1.4.1.311.60.2.1.2' => 'jurisdictionST', '1.3.6.1.4.1.311.60.2.1.3' => 'jurisdictionC'
    }.freeze
    ALGORITHMS = {
      '1.2.840.113549.1.1.4' => 'md5WithRSAEncryption', '1.2.840.113549.1.1.5' => 'sha1WithRSAEncryption',
      '1.2.840.113549.1.1.10' => 'rsassaPss', '1.2.840.113549.1.1.11' => 'sha256WithRSAEncryption',
      '1.2.840.113549.1.1.12' => 'sha384WithRSAEncryption', '1.2.840.113549.1.1.13' => 'sha512WithRSAEncryption',
      '1.2.840.113549.1.1.14' => 'sha224WithRSAEncryption', '1.2.840.10045.4.1' => 'ecdsa-with-SHA1',
      '1.2.840.10045.4.3.1' => 'ecdsa-with-SHA224', '1.2.840.10045.4.3.2' => 'ecdsa-with-SHA256',
      '1.2.840.10045.4.3.3' => 'ecdsa-with-SHA384', '1.2.840.10045.4.3.4' => 'ecdsa-with-SHA512',
      '1.2.840.10040.4.3' => 'dsaWithSHA1', '2.16.840.1.101.3.4.3.2' => 'dsa_with_SHA256', '1.3.101.112' => 'ED25519',
      '1.3.101.113' => 'ED448'
    }.freeze
    RSA = '1.2.840.113549.1.1.1'.freeze

    attr_reader :der

    # From PEM, or its bytes alone.
    def initialize(content)
      @der = content.getbyte(0) == 0x30 ? content : Certificate.unarmoured(content)
      @signed = Der.read(@der)[0][0]
      @explicit_version = @signed[0].tag == 0xa0
    rescue Der::Malformed => e
      raise ArgumentError, "not a certificate: #{e.message}"
    end

    def self.unarmoured(content)
      body = content.split('-----BEGIN CERTIFICATE-----', 2)[1] || content.split('-----BEGIN X509 CERTIFICATE-----', 2)[1]
      raise ArgumentError, 'PEM_read_bio_X509: no start line' if body.nil?
      body.split('-----END', 2)[0].unpack('m')[0]
    end

    # Counted from 0, as it is written: 2 is version 3.
    def version
      @explicit_version ? @signed[0][0].integer : 0
    end

    def serial
      part(0).integer
    end

    def signature_algorithm
      oid = part(1)[0].oid
      ALGORITHMS[oid] || oid
    end

    def issuer
      pairs(part(2))
    end

    def not_before
      part(3)[0].time
    end

    def not_after
      part(3)[1].time
    end

    def subject
      pairs(part(4))
    end

    # Bits of the modulus, in whole bytes; nil of keys that are not RSA.
    def key_length
      info = part(5)
      return nil unless info[0][0].oid == RSA
      modulus = Der.read(info[1].content.byteslice(1..-1))[0][0].content.bytes
      modulus = modulus[1..-1] while modulus[0] == 0
      modulus.length * 8
    end

    # [object identifier, critical, value] of each.
    def extensions
      list = @signed.children.find { |c| c.tag == 0xa3 }
      return [] if list.nil?
      list[0].children.map { |e| [e[0].oid, e[1].tag == 1, Der.read(e.children[-1].content)[0]] }
    end

    # A name in one line.
    def self.line(pairs)
      pairs.map { |name, value| '/' + name + '=' + value.bytes.map { |b| plain(b) }.join }.join
    end

    def self.plain(byte)
      byte < 32 || byte > 126 ? '\x%02X' % byte : byte.chr
    end

    private

    def part(index)
      @signed[@explicit_version ? index + 1 : index]
    end

    def pairs(name)
      name.children.map { |set| set.children.map { |pair| [NAMES[pair[0].oid] || pair[0].oid, pair[1].text] } }.flatten(1)
    end
  end
end
