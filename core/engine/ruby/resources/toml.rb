# toml: as json, of TOML.
module Cincture
  module Resources
    class TomlConfig < JsonConfig
      name 'toml'
      supports platform: 'unix'
      desc 'TOML in a file, from a command, or in a text.'

      # The key of an object that stands for a time.
      TIME = "\0time".freeze

      def parse(content)
        with_times(Host.toml_parse(content))
      rescue StandardError => e
        cannot_parse(e)
      end

      private

      def resource_base_name
        'TOML'
      end

      def with_times(value)
        case value
        when Array then value.map { |item| with_times(item) }
        when Hash
          return Time.parse(value[TIME]) if value.key?(TIME)
          value.map { |key, item| [key, with_times(item)] }.to_h
        else value
        end
      end
    end
  end
end
