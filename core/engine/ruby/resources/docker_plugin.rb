# docker_plugin: one plugin of a Docker host, by name or id.
module Cincture
  module Resources
    class DockerPlugin < Inspec.resource(1)
      name 'docker_plugin'
      supports platform: 'unix'
      desc 'A plugin of a Docker host.'

      def initialize(options = {}, **more)
        @options = options.is_a?(String) ? { name: options } : options.merge(more)
      end

      def exist?
        found.entries.length == 1
      end

      def enabled?
        found.enabled[0]
      end

      def id
        exist? ? found.ids[0] : nil
      end

      def version
        exist? ? found.versions[0] : nil
      end

      def resource_id
        id || @options[:id] || @options[:name] || ''
      end

      def to_s
        "Docker plugin #{@options[:name] || @options[:id]}"
      end

      private

      def found
        return @found if @found
        wanted = @options
        @found = inspec.docker.plugins.where { name == wanted[:name] || (!id.nil? && id == wanted[:id]) }
      end
    end
  end
end
