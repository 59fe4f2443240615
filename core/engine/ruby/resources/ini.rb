# ini: as json, of lines `name = value` in [sections].
module Cincture
  module Resources
    class IniConfig < JsonConfig
      name 'ini'
      supports platform: 'unix'
      desc 'INI in a file, from a command, or in a text.'

      def parse(content)
        SimpleConfig.new(content).params
      end

      private

      def resource_base_name
        'INI'
      end
    end
  end
end
