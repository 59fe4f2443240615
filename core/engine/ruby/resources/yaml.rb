# yaml: as json, of YAML. Numbers are read as Ruby reads them: 0644 is 420.
module Cincture
  module Resources
    class YamlConfig < JsonConfig
      name 'yaml'
      supports platform: 'unix'
      desc 'YAML in a file, from a command, or in a text.'

      def parse(content)
        YAML.load(content)
      rescue StandardError => e
        cannot_parse(e)
      end

      private

      def resource_base_name
        'YAML'
      end
    end
  end
end
