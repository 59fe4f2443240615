# docker_service: one service of a Docker swarm, by name, image or id.
module Cincture
  module Resources
    class DockerService < Inspec.resource(1)
      include DockerObject

      name 'docker_service'
      supports platform: 'unix'
      desc 'A service of a Docker swarm.'

      def initialize(options = {}, **more)
        options = options.is_a?(String) ? { name: options } : options.merge(more)
        @options = options.merge(DockerObject.parts(options[:image]))
      end

      def name
        only(:names)
      end

      def image
        only(:images)
      end

      def image_name
        part(image, :image_name)
      end

      def repo
        part(image, :repo)
      end

      def tag
        part(image, :tag)
      end

      def mode
        only(:modes)
      end

      def replicas
        only(:replicas)
      end

      def ports
        only(:ports)
      end

      def resource_id
        found.ids[0] || @options[:id] || @options[:name] || ''
      end

      def to_s
        "Docker Service #{@options[:name] || @options[:id]}"
      end

      private

      def found
        return @found if @found
        wanted = @options
        @found = inspec.docker.services.where do
          name == wanted[:name] || image == wanted[:image] || DockerObject.id?(id, wanted[:id])
        end
      end
    end
  end
end
