# docker: the containers, images, services and plugins of a Docker host, as the target's own `docker` lists them.
module Cincture
  module Resources
    class Docker < Inspec.resource(1)
      name 'docker'
      supports platform: 'unix'
      desc 'A Docker host.'

      IMAGES = 'docker images -a --no-trunc --format \'{ "id": {{json .ID}}, "repository": {{json .Repository}}, ' \
               '"tag": {{json .Tag}}, "size": {{json .Size}}, "digest": {{json .Digest}}, "createdat": ' \
               '{{json .CreatedAt}}, "createdsize": {{json .CreatedSince}} }\''.freeze
      PLUGINS = 'docker plugin ls --format \'{"id": {{json .ID}}, "name": "{{ with split .Name ":"}}{{index . 0}}' \
                '{{end}}", "version": "{{ with split .Name ":"}}{{index . 1}}{{end}}", "enabled": {{json .Enabled}} }\''.freeze
      CONTAINER = %w[Command CreatedAt ID Image Labels Mounts Names Ports RunningFor Size Status].freeze
      SERVICE = %w[ID Name Mode Replicas Image Ports].freeze

      def containers
        # Older clients do not know the last two.
        fields = since?('1.13') ? CONTAINER + %w[Networks LocalVolumes] : CONTAINER
        DockerContainers.new(listed('ps -a --no-trunc', fields))
      end

      def images
        DockerImages.new(rows(IMAGES))
      end

      def plugins
        DockerPlugins.new(rows(PLUGINS))
      end

      def services
        DockerServices.new(listed('service ls', SERVICE))
      end

      def version
        @version ||= mash(ask("docker version --format '{{ json . }}'"))
      end

      def info
        @info ||= mash(ask("docker info --format '{{ json . }}'"))
      end

      # What `docker inspect` says; empty where there is no such object.
      def object(id)
        command = "docker inspect #{id}"
        answer = inspec.command(command)
        return Hashie::Mash.new({}) if answer.exit_status != 0 && answer.stderr =~ /no such/i
        mash(text_of(command, answer))
      end

      def to_s
        'Docker Host'
      end

      private

      def since?(number)
        client = version['Client'] && version['Client']['Version']
        !client.nil? && Version.new(client) >= Version.new(number)
      end

      def listed(subcommand, fields)
        format = fields.map { |f| "\"#{f}\": {{json .#{f}}}" }.join(', ')
        rows("docker #{subcommand} --format '{#{format}}'").map { |row| tidy(row, fields) }
      end

      def tidy(row, fields)
        row = row.map { |key, value| [key.downcase, value] }.to_h
        fields.each { |f| row[f.downcase] = nil unless row.key?(f.downcase) }
        # Links come as further names, with a slash in them.
        row['names'] = row['names'].split(',').find { |n| !n.include?('/') } if row['names']
        row['labels'] = (row['labels'] || '').split(',')
        row
      end

      def rows(command)
        ask(command).split("\n").map { |line| parse(command, line) }
      end

      # A host that does not answer has not said that there is nothing.
      def ask(command)
        text_of(command, inspec.command(command))
      end

      def text_of(command, answer)
        return answer.stdout.scrub if answer.exit_status == 0
        raise TargetError, "`#{command}` failed in the target: #{answer.stderr.scrub.strip}"
      end

      def mash(text)
        data = parse('docker', text)
        Hashie::Mash.new((data.is_a?(Array) ? data[0] : data) || {})
      end

      def parse(command, text)
        JSON.parse(text)
      rescue JSON::ParserError => e
        raise TargetError, "`#{command}` printed something else than JSON: #{e.message}"
      end
    end

    # The ground of the four tables.
    class DockerTable
      def self.columns(table, columns)
        columns.each { |name, field| table.register_column(name, field: field) }
        table.install_filter_methods_on_resource(self, :rows)
      end

      attr_reader :rows

      def initialize(rows)
        @rows = rows
      end
    end

    class DockerContainers < DockerTable
      table = FilterTable.create
      table.register_custom_matcher(:exists?) { |found| !found.entries.empty? }
      table.register_custom_matcher(:running?) { |found| found.where { status.downcase.start_with?('up') } }
      table.register_column(:labels, field: 'labels', style: :simple)
      columns table, commands: 'command', ids: 'id', images: 'image', local_volumes: 'localvolumes', mounts: 'mounts',
                     names: 'names', networks: 'networks', ports: 'ports', running_for: 'runningfor', sizes: 'size',
                     status: 'status'

      def to_s
        'Docker Containers'
      end
    end

    class DockerImages < DockerTable
      table = FilterTable.create
      table.register_custom_matcher(:exists?) { |found| !found.entries.empty? }
      columns table, ids: 'id', repositories: 'repository', tags: 'tag', sizes: 'size', digests: 'digest',
                     created: 'createdat', created_since: 'createdsize'

      def to_s
        'Docker Images'
      end
    end

    class DockerPlugins < DockerTable
      columns FilterTable.create, ids: 'id', names: 'name', versions: 'version', enabled: 'enabled'

      def to_s
        'Docker Plugins'
      end
    end

    class DockerServices < DockerTable
      table = FilterTable.create
      table.register_custom_matcher(:exists?) { |found| !found.entries.empty? }
      columns table, ids: 'id', names: 'name', modes: 'mode', replicas: 'replicas', images: 'image', ports: 'ports'

      def to_s
        'Docker Services'
      end
    end
  end
end
