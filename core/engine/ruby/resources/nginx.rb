# nginx: what the target's nginx was built with, as `nginx -V` says.
module Cincture
  module Resources
    class Nginx < Inspec.resource(1)
      name 'nginx'
      supports platform: 'unix'
      desc 'The version, places and modules of nginx.'

      PATHS = [:prefix, :sbin_path, :modules_path, :error_log_path, :http_log_path, :lock_path, :http_client_body_temp_path,
               :http_proxy_temp_path, :http_fastcgi_temp_path, :http_uwsgi_temp_path, :http_scgi_temp_path].freeze

      attr_reader :params, :bin_dir, :nginx_path

      def initialize(nginx_path = '/usr/sbin/nginx')
        return skip_resource 'The `nginx` binary not found in the path provided.' unless inspec.command(nginx_path).exist?
        @nginx_path = nginx_path
        asked = inspec.command("#{nginx_path} -V 2>&1")
        return skip_resource 'Error using the command nginx -V' unless asked.exit_status == 0
        @data = asked.stdout.scrub
        @params = { service: 'nginx', version: first(/nginx version: nginx\/(\S+)\s/) }
        PATHS.each { |name| @params[name] = first(Regexp.new('--' + name.to_s.tr('_', '-') + '=(\S+)\s')) }
      end

      (PATHS + [:service, :version]).each do |name|
        define_method(name) { @params[name] }
      end

      def openssl_version
        found = @data.match(/built with OpenSSL\s(\S+)\s(\d+\s\S+\s\d{4})/)
        Hashie::Mash.new('version' => found && found[1], 'date' => found && found[2])
      end

      def compiler_info
        found = @data.match(/built by (\S+)\s(\S+)\s(\S+)/)
        Hashie::Mash.new('compiler' => found && found[1], 'version' => found && found[2], 'date' => found && found[3])
      end

      def support_info
        found = @data.scan(/(.*\S+) support enabled/).flatten
        found.empty? ? nil : found.join(' ')
      end

      def modules
        @data.scan(/--with-(\S+)_module/).flatten
      end

      def resource_id
        @nginx_path || 'nginx'
      end

      def to_s
        'Nginx Environment'
      end

      private

      def first(pattern)
        found = @data.match(pattern)
        found && found[1]
      end
    end
  end
end
