# json: data of a file, of what a command prints, or of a text. Other formats stand on it.
module Cincture
  module Resources
    class JsonConfig < Inspec.resource(1)
      include ObjectTraverser
      include FileReader

      name 'json'
      supports platform: 'unix'
      desc 'JSON in a file, from a command, or in a text.'

      attr_reader :params, :raw_content

      # `source` is a path (nil, where a profile found none, is one that is not there), or a Hash.
      def initialize(source = nil, **options)
        # What there is where nothing can be read.
        @params = {}
        @raw_content = load_raw_content(options.empty? ? source : options)
        @params = parse(@raw_content)
        extend EnumerableDelegation if @params.respond_to?(:each)
      end

      # `its('a')` and `its(['a', 'b', 0])`.
      def method_missing(*keys)
        keys.shift if keys[0] == :[]
        value(keys)
      end

      def respond_to_missing?(_name, _all = false)
        false
      end

      def value(keys)
        extract_value(keys, params)
      end

      def resource_id
        @origin || "#{resource_base_name}'s content"
      end

      def to_s
        "#{resource_base_name} #{@origin || 'content'}"
      end

      private

      def parse(content)
        JSON.parse(content)
      rescue StandardError => e
        cannot_parse(e)
      end

      def resource_base_name
        'JSON'
      end

      def cannot_parse(error)
        raise error if error.is_a?(TargetError) || error.is_a?(Gap)
        raise Inspec::Exceptions::ResourceFailed, "Unable to parse #{resource_base_name}: #{error.message}"
      end

      def load_raw_content(source)
        return load_raw_from_file(source) unless source.is_a?(Hash)
        return load_raw_from_command(source[:command]) if source.key?(:command)
        return source[:content] if source.key?(:content)
        raise Inspec::Exceptions::ResourceFailed, 'No JSON content; must specify a file, command, or raw JSON content'
      end

      def load_raw_from_file(path)
        @origin = path
        read_file_content(path)
      end

      def load_raw_from_command(command)
        @origin = "from command: #{command}"
        answer = inspec.command(command)
        return answer.stdout unless answer.stdout.empty?
        said = answer.stderr
        raise Inspec::Exceptions::ResourceFailed, 'No JSON output, STDERR was empty' if said.empty?
        raise Inspec::Exceptions::ResourceFailed, "No JSON output, STDERR:\n #{said}"
      end
    end
  end
end
