# nginx_conf: the configuration of nginx, with what it includes.
module Cincture
  module Resources
    class NginxConf < Inspec.resource(1)
      include FindFiles
      include FileReader

      name 'nginx_conf'
      supports platform: 'unix'
      desc 'The configuration of nginx.'

      # Files that include one another.
      MAX_INCLUDES = 20

      attr_reader :contents

      def initialize(path = nil)
        @path = path || '/etc/nginx/nginx.conf'
        @contents = {}
        read_content(@path)
      end

      # Nothing where there is no file. What cannot be read as nginx's language has no parameters that could be judged.
      def params
        @params ||= parse_nginx(@path)
      rescue Inspec::Exceptions::ResourceSkipped
        skip_resource "Cannot parse NginX config in #{@path}."
        @params = {}
      end

      def http
        NginxConfHttp.new(params['http'], self)
      end

      def servers
        http.servers
      end

      def locations
        http.locations
      end

      def resource_id
        @path
      end

      def to_s
        "nginx_conf #{@path}"
      end

      def method_missing(name)
        return super if name.to_s.start_with?('to_')
        value = params[name.to_s]
        value.nil? ? nil : value.flatten
      end

      def respond_to_missing?(name, all = false)
        name.to_s.start_with?('to_') ? super : true
      end

      private

      def read_content(path)
        @contents[path] ||= read_file_content(path, true)
      end

      def parse_nginx(path, chain = [])
        if chain.include?(path) || chain.length > MAX_INCLUDES
          raise Inspec::Exceptions::ResourceFailed, "Cannot parse NginX config in #{path}: it includes itself."
        end
        data = NginxText.parse(read_content(path))
        resolve(data, Path.dirname(path), chain + [path])
      rescue NginxText::Unreadable => e
        raise Inspec::Exceptions::ResourceFailed, "Cannot parse NginX config in #{path}: #{e.message}."
      end

      # The data with that of the included files in the place of each `include`.
      def resolve(data, folder, chain)
        return data.map { |item| resolve(item, folder, chain) } if data.is_a?(Array)
        return data unless data.is_a?(Hash)
        files = (data.delete('include') || []).flatten.map { |path| included_files(path, folder) }.flatten
        included = files.map { |path| parse_nginx(path, chain) }
        data = data.map { |name, value| [name, resolve(value, folder, chain)] }.to_h
        included.inject(data) { |merged, more| merge(merged, more) }
      end

      # Beside the file, as InSpec has it; if there is none, beside the main file, as nginx has it.
      def included_files(path, folder)
        places = [folder, Path.dirname(@path)].uniq.map { |from| Path.expand(path, from) }
        places.uniq.map { |place| find_files(place) }.find { |files| !files.empty? } || []
      end

      def merge(data, more)
        data.merge(more) do |_, one, two|
          one.is_a?(Array) && two.is_a?(Array) ? one + two : two
        end
      end
    end

    class NginxConfHttp
      attr_reader :entries

      def initialize(params, parent)
        @parent = parent
        @entries = (params || []).map { |entry| NginxConfHttpEntry.new(entry, parent) }
      end

      def servers
        @entries.map { |entry| entry.servers }.flatten
      end

      def locations
        servers.map { |server| server.locations }.flatten
      end

      def to_s
        @parent.to_s + ', http entries'
      end

      alias inspect to_s
    end

    # A block whose directives are methods.
    class NginxConfBlock
      attr_reader :params, :parent

      def initialize(params, parent)
        @params = params || {}
        @parent = parent
      end

      def method_missing(name)
        return super if name.to_s.start_with?('to_')
        (@params[name.to_s] || []).flatten
      end

      def respond_to_missing?(name, all = false)
        name.to_s.start_with?('to_') ? super : true
      end

      # As in the resources above: InSpec's text is that of to_s.
      def inspect
        to_s
      end
    end

    class NginxConfHttpEntry < NginxConfBlock
      FilterTable.create.register_column(:servers, field: 'server').install_filter_methods_on_resource(self, :server_table)

      def locations
        servers.map { |server| server.locations }.flatten
      end

      def to_s
        @parent.to_s + ', http entry'
      end

      private

      def server_table
        @server_table ||= (@params['server'] || []).map { |server| { 'server' => NginxConfServer.new(server, self) } }
      end
    end

    class NginxConfServer < NginxConfBlock
      FilterTable.create.register_column(:locations, field: 'location')
                 .install_filter_methods_on_resource(self, :location_table)

      def to_s
        name = Array(@params['server_name']).flatten.first
        port = Array(@params['listen']).flatten.first
        server = name.nil? ? '' : name + (port.nil? ? '' : ":#{port}")
        "#{@parent.parent}, server #{server}"
      end

      private

      def location_table
        @location_table ||= (@params['location'] || []).map { |place| { 'location' => NginxConfLocation.new(place, self) } }
      end
    end

    class NginxConfLocation
      attr_reader :params, :parent

      def initialize(params, parent)
        @params = params || {}
        @parent = parent
      end

      def to_s
        "#{@parent.parent.parent}, location #{Text.inspect(Array(@params['_']).join(' '))}"
      end

      alias inspect to_s
    end
  end
end
