# http: one request, made by the target's own `curl`: what counts is what the target can reach, and the scanner calls nobody.
module Cincture
  module Resources
    class Http < Inspec.resource(1)
      name 'http'
      supports platform: 'unix'
      desc 'The answer to an HTTP request from the target.'

      # What curl returns where nobody listens: an answer, without status and body.
      REFUSED = 7

      def initialize(url, options = {}, **more)
        @url = url
        @options = options.merge(more)
        return if inspec.command('curl').exist?
        raise Inspec::Exceptions::ResourceSkipped, 'curl is not available on the target machine'
      end

      def status
        response[:status]
      end

      def headers
        @headers ||= HttpHeaders.create(response[:headers])
      end

      def body
        response[:body]
      end

      def http_method
        @options.fetch(:method, 'GET')
      end

      def to_s
        "HTTP #{http_method} on #{@url}"
      end

      private

      def response
        @response ||= ask
      end

      def ask
        asked = inspec.command(command)
        return { headers: {} } if asked.exit_status == REFUSED
        unless asked.exit_status == 0
          raise TargetError, "`curl` failed in the target with status #{asked.exit_status}: #{asked.stderr.scrub.strip}"
        end
        parse(asked.stdout.scrub.delete("\r"))
      end

      # Of several heads (redirects, "100 Continue") the last one counts.
      def parse(text)
        head, body = text.split("\n\n", 2)
        head, body = body.split("\n\n", 2) while body && body.start_with?('HTTP/')
        lines = (head || '').split("\n")
        status = (lines.shift || '').split(' ', 3)[1]
        raise TargetError, '`curl` printed no answer of HTTP' if status.nil?
        headers = {}
        lines.each do |line|
          name, value = line.strip.split(':', 2)
          headers[name] = value.strip unless value.nil?
        end
        { status: status.to_i, headers: headers, body: body && body.strip }
      end

      def command
        head = http_method.casecmp('HEAD') == 0
        (['curl -i', head ? '--head' : "-X #{http_method}"] + proxy + times + account + data + redirects + fields + [address]).join(' ')
      end

      def proxy
        proxy = @options[:proxy]
        return [] if proxy.nil?
        return ["--noproxy '*'"] if proxy == 'disable'
        return ["--proxy #{proxy}"] unless proxy.is_a?(Hash)
        ["--proxy #{proxy[:uri]} --proxy-user #{proxy[:user]}:#{proxy[:password]}"]
      end

      # Seconds.
      def times
        open = @options.fetch(:open_timeout, 60)
        ["--connect-timeout #{open}", "--max-time #{open + @options.fetch(:read_timeout, 60)}"]
      end

      def account
        auth = @options.fetch(:auth, {})
        known = !auth[:user].nil? && !auth[:pass].nil?
        (known ? ["--user '#{auth[:user]}:#{auth[:pass]}'"] : []) + (@options.fetch(:ssl_verify, true) ? [] : ['--insecure'])
      end

      def data
        @options[:data].nil? ? [] : ["--data #{Shell.escape(@options[:data])}"]
      end

      def redirects
        limit = @options[:max_redirects]
        limit.nil? ? [] : ['--location', "--max-redirs #{limit}"]
      end

      def fields
        @options.fetch(:headers, {}).map { |name, value| "-H '#{name}: #{value}'" }
      end

      def address
        params = @options[:params]
        params.nil? ? "'#{@url}'" : "'#{@url}?#{params.map { |pair| pair.join('=') }.join('&')}'"
      end
    end

    # Headers by their names in any case, as keys and as methods.
    class HttpHeaders < Hash
      def self.create(headers)
        made = new
        headers.each { |name, value| made[name.to_s.downcase] = value }
        made
      end

      def [](name)
        super(name.to_s.downcase)
      end

      def method_missing(name, *)
        self[name]
      end

      def respond_to_missing?(_name, _all = false)
        false
      end
    end
  end
end
