# What docker_container, docker_image and docker_service have in common: one row of a table of `docker`.
module Cincture
  module Resources
    module DockerObject
      def exist?
        found.exists?
      end

      def id
        only(:ids)
      end

      # Registry and repository, the name alone, and the tag of an image as one writes it.
      def self.parts(image)
        return {} if image.nil?
        colon = image.index(':') || -1
        slash = image.index('/') || -1
        if image.count(':') == 2
          at = image.rindex(':')
          with_registry(image[0...at], image[at + 1..-1])
        elsif image.count(':') == 1 && colon < slash
          with_registry(image, nil)
        else
          repo, tag = image.split(':')
          { repo: repo, image_name: repo, tag: tag }
        end
      end

      def self.with_registry(repo, tag)
        { repo: repo, image_name: repo.split('/')[1..-1].join, tag: tag }
      end

      private

      # The first value of a column, where there is exactly one row.
      def only(column)
        found.entries.length == 1 ? found.send(column)[0] : nil
      end

      def part(image, name)
        found.entries.length == 1 ? DockerObject.parts(image)[name] : nil
      end

      # Whether a row's id is the one asked for, or begins with it.
      def self.id?(id, wanted)
        !id.nil? && !wanted.nil? && id.start_with?(wanted)
      end
    end
  end
end
