# xml: what an XPath finds in a file, in what a command prints, or in a text.
module Cincture
  module Resources
    class XmlConfig < JsonConfig
      name 'xml'
      supports platform: 'unix'
      desc 'XML in a file, from a command, or in a text.'

      def parse(content)
        Host.xml_check(content)
        content
      rescue StandardError => e
        cannot_parse(e)
      end

      # Of elements their first text, of attributes their value.
      def value(keys)
        return [] unless params.is_a?(String)
        Host.xml_find(params, keys.first.to_s).map do |kind, found|
          unless ['element', 'attribute', 'value'].include?(kind)
            raise Inspec::Exceptions::ResourceFailed, "Unknown XML object received (#{kind}): #{found}"
          end
          found
        end
      end

      private

      def resource_base_name
        'XML'
      end
    end
  end
end
