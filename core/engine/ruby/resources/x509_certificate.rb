# x509_certificate: a certificate in a file of the target, or in a text.
module Cincture
  module Resources
    class X509Certificate < Inspec.resource(1)
      name 'x509_certificate'
      supports platform: 'unix'
      desc 'An X.509 certificate.'

      DAY = 86_400

      # A path, or `filepath:` or `content:`.
      def initialize(options = nil, **more)
        @options = options.is_a?(String) ? { filepath: options } : (options || {}).merge(more)
        @cert = Certificate.new(@options[:content] || read(@options[:filepath]))
      end

      [:version, :not_before, :not_after, :signature_algorithm, :serial].each do |name|
        define_method(name) { @cert.send(name) }
      end

      def public_key
        raise Gap, 'public_key of `x509_certificate`'
      end

      def certificate?
        true
      end

      def valid?
        now = Time.now
        now >= not_before && now <= not_after
      end

      def validity_in_days
        (not_after - Time.now.utc) / DAY
      end

      def fingerprint
        Sha1.hex(@cert.der)
      end

      def subject
        @subject ||= Hashie::Mash.new(@cert.subject.to_h)
      end

      def subject_dn
        Certificate.line(@cert.subject)
      end

      def issuer
        @issuer ||= Hashie::Mash.new(@cert.issuer.to_h)
      end

      def issuer_dn
        Certificate.line(@cert.issuer)
      end

      def email
        subject['emailAddress']
      end

      def key_length
        @cert.key_length || raise(Inspec::Exceptions::ResourceFailed, 'The length of a key is known of RSA keys only.')
      end

      alias keylength key_length

      def extensions
        @extensions ||= CertificateExtensions.new(@cert.extensions)
      end

      def subject_alt_names
        extensions['subjectAltName']
      end

      # As `openssl` in the target sees it.
      def has_purpose?(_purpose)
        raise Gap, 'have_purpose for a certificate that is no file' unless @options[:filepath]
        command = "#{openssl} x509 -noout -purpose -in #{@options[:filepath]}"
        asked = inspec.command(command)
        unless asked.exit_status == 0
          raise Inspec::Exceptions::ResourceFailed, "Executing #{command} failed: #{asked.stderr}"
        end
        asked.stdout.include?('purpose')
      end

      def resource_id
        @options[:filepath] || subject['CN'] || 'x509 Certificate'
      end

      def to_s
        "x509_certificate #{@options[:filepath] || subject['CN']}"
      end

      private

      def read(path)
        file = inspec.file(path)
        raise Inspec::Exceptions::ResourceSkipped, "Can't find file: #{path}" unless file.file?
        content = file.content
        raise Inspec::Exceptions::ResourceSkipped, "Can't read file: #{path}" if content.nil?
        raise Inspec::Exceptions::ResourceSkipped, "File is empty: #{path}" if content.empty?
        content
      end

      def openssl
        places = ['/usr/sbin/openssl', '/usr/bin/openssl', '/sbin/openssl', '/bin/openssl', 'openssl']
        found = places.find { |path| inspec.command(path).exist? }
        found || raise(Inspec::Exceptions::ResourceFailed, 'Could not find `openssl` on your system.')
      end
    end
  end
end
