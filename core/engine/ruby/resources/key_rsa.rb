# key_rsa: an RSA key in a file of the target.
module Cincture
  module Resources
    class KeyRsa < Inspec.resource(1)
      include FileReader

      name 'key_rsa'
      supports platform: 'unix'
      desc 'An RSA key.'

      def initialize(path, passphrase = nil)
        @path = path
        content = read_file_content(path, true)
        raise Gap, 'key_rsa with a passphrase' unless passphrase.nil?
        @key = RsaKey.new(content)
      rescue RsaKey::Unreadable
        raise Inspec::Exceptions::ResourceFailed, 'passphrase error'
      end

      # A private key holds the public one.
      def public?
        @key && true
      end

      def private?
        @key && @key.private?
      end

      def public_key
        @key && @key.public_pem
      end

      def private_key
        @key && @key.whole_pem
      end

      def key_length
        @key && @key.length
      end

      def resource_id
        @path
      end

      def to_s
        "rsa_key #{@path}"
      end
    end
  end
end
