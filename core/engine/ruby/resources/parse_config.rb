# parse_config and parse_config_file: any text, or file, of `name = value` lines.
module Cincture
  module Resources
    class PConfig < Inspec.resource(1)
      include FileReader

      name 'parse_config'
      supports platform: 'unix'
      desc 'Settings in any text.'

      attr_reader :content

      def initialize(content = nil, options = nil, **more)
        @options = (options || {}).merge(more)
        @content = content
        read_params
      end

      def method_missing(*names)
        names.shift if names[0] == :[]
        read_params[names[0].to_s]
      end

      def respond_to_missing?(_name, _all = false)
        false
      end

      def params(*keys)
        keys.inject(read_params) { |inner, key| inner.respond_to?(:key) ? inner[key] : nil }
      end

      def resource_id
        @content || 'parse_config'
      end

      def to_s
        'Parse Config '
      end

      private

      def read_params
        @params ||= @content.nil? ? {} : SimpleConfig.new(@content, @options).params
      end
    end

    class PConfigFile < PConfig
      name 'parse_config_file'
      supports platform: 'unix'
      desc 'Settings in any file.'

      def initialize(path, options = nil, **more)
        @path = path
        super(read_file_content(path), options, **more)
      end

      def resource_id
        @path || 'parse_config_file'
      end

      def to_s
        "Parse Config File #{@path}"
      end
    end
  end
end
