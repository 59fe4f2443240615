# docker_container: one container of a Docker host, by name or id.
module Cincture
  module Resources
    class DockerContainer < Inspec.resource(1)
      include DockerObject

      name 'docker_container'
      supports platform: 'unix'
      desc 'A container of a Docker host.'

      def initialize(options = {}, **more)
        @options = options.is_a?(String) ? { name: options } : options.merge(more)
      end

      def running?
        state = status
        state && state.downcase.start_with?('up')
      end

      def has_volume?(destination, source)
        mounts = inspec.docker.object(@options[:name] || @options[:id])['Mounts'] || []
        if mounts.empty?
          raise Inspec::Exceptions::ResourceFailed, 'Could not find any mounted volumes for your container'
        end
        mounts.any? { |m| m['Destination'] == destination && m['Source'] == source }
      end

      def status
        only(:status)
      end

      def labels
        found.labels
      end

      def ports
        only(:ports)
      end

      # Without the quotes that `docker` prints.
      def command
        text = only(:commands)
        text && text[1...-1]
      end

      def image
        only(:images)
      end

      def repo
        part(image, :repo)
      end

      def tag
        part(image, :tag)
      end

      def resource_id
        found.ids[0] || @options[:id] || @options[:name] || ''
      end

      def to_s
        "Docker Container #{@options[:name] || @options[:id]}"
      end

      private

      def found
        return @found if @found
        wanted = @options
        @found = inspec.docker.containers.where { names == wanted[:name] || DockerObject.id?(id, wanted[:id]) }
      end
    end
  end
end
