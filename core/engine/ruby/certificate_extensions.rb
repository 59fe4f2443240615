# The extensions of a certificate by name, each as the list of words that OpenSSL prints for it. Worked out when asked for:
# one that the engine cannot put into words is a gap for him who asks only.
module Cincture
  class CertificateExtensions
    NAMES = {
      '2.5.29.14' => 'subjectKeyIdentifier', '2.5.29.15' => 'keyUsage', '2.5.29.17' => 'subjectAltName',
      '2.5.29.18' => 'issuerAltName', '2.5.29.19' => 'basicConstraints', '2.5.29.30' => 'nameConstraints',
      '2.5.29.31' => 'crlDistributionPoints', '2.5.29.32' => 'certificatePolicies',
      '2.5.29.35' => 'authorityKeyIdentifier', '2.5.29.36' => 'policyConstraints', '2.5.29.37' => 'extendedKeyUsage',
      '1.3.6.1.5.5.7.1.1' => 'authorityInfoAccess', '1.3.6.1.5.5.7.1.24' => 'tlsfeature',
      '2.16.840.1.113730.1.13' => 'nsComment'
    }.freeze
    USES = ['Digital Signature', 'Non Repudiation', 'Key Encipherment', 'Data Encipherment', 'Key Agreement',
            'Certificate Sign', 'CRL Sign', 'Encipher Only', 'Decipher Only'].freeze
    PURPOSES = {
      '1.3.6.1.5.5.7.3.1' => 'TLS Web Server Authentication', '1.3.6.1.5.5.7.3.2' => 'TLS Web Client Authentication',
      '1.3.6.1.5.5.7.3.3' => 'Code Signing', '1.3.6.1.5.5.7.3.4' => 'E-mail Protection',
      '1.3.6.1.5.5.7.3.8' => 'Time Stamping', '1.3.6.1.5.5.7.3.9' => 'OCSP Signing',
      '2.5.29.37.0' => 'Any Extended Key Usage'
    }.freeze

    def initialize(list)
      @list = list.map { |oid, critical, value| [NAMES[oid] || oid, [critical, value]] }.to_h
    end

    # Empty where there is none of this name.
    def [](name)
      critical, value = @list[name.to_s]
      return [] if value.nil?
      text = (critical ? 'critical, ' : '') + text_of(name.to_s, value)
      text.split(/ *, */)
    end

    def key?(name)
      @list.key?(name.to_s)
    end

    def keys
      @list.keys
    end

    def method_missing(name, *arguments)
      return super if name.to_s.start_with?('to_') || !arguments.empty?
      self[name]
    end

    def respond_to_missing?(name, _all = false)
      NAMES.value?(name.to_s) || key?(name)
    end

    def to_s
      'Certificate Extensions'
    end

    alias inspect to_s

    private

    def text_of(name, value)
      case name
      when 'keyUsage' then USES.each_with_index.select { |_, i| value.bits[i] }.map { |use, _| use }.join(', ')
      when 'extendedKeyUsage' then value.children.map { |c| PURPOSES[c.oid] || c.oid }.join(', ')
      when 'basicConstraints' then constraints(value)
      when 'subjectKeyIdentifier' then value.hex
      when 'authorityKeyIdentifier' then key_identifier(value)
      when 'subjectAltName', 'issuerAltName' then value.children.map { |c| general_name(c) }.join(', ')
      when 'nsComment' then value.text
      else raise Gap, "the extension #{name} of a certificate"
      end
    end

    def constraints(value)
      authority = value.children.find { |c| c.tag == 1 }
      length = value.children.find { |c| c.tag == 2 }
      'CA:' + (authority && authority.content.getbyte(0) != 0 ? 'TRUE' : 'FALSE') +
        (length ? ", pathlen:#{length.integer}" : '')
    end

    # Alone it is printed without a label, since OpenSSL 3.
    def key_identifier(value)
      unless value.children.length == 1 && value[0].tag == 0x80
        raise Gap, 'an authorityKeyIdentifier with issuer and serial number'
      end
      value[0].hex
    end

    def general_name(value)
      case value.tag
      when 0x81 then 'email:' + value.content
      when 0x82 then 'DNS:' + value.content
      when 0x86 then 'URI:' + value.content
      when 0x87 then 'IP Address:' + address(value.content.bytes)
      when 0x88 then 'Registered ID:' + value.oid
      else raise Gap, 'a name of this kind in a certificate'
      end
    end

    def address(bytes)
      return bytes.join('.') if bytes.length == 4
      return '<invalid>' unless bytes.length == 16
      bytes.each_slice(2).map { |high, low| '%X' % (high * 256 + low) }.join(':')
    end
  end
end
