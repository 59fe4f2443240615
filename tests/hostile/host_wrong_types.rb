# Every function of the host with arguments of every wrong type.
# attack: any
# honest: before
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  ring = []
  ring << ring
  values = [nil, 1, -1, 10**30, 1.5, 0.0 / 0.0, :a, '', "\xff\xfe", [], ring, {}, { 1 => ring }, Object.new, Object, ->(x) { x }, 1..2, /a/, Cincture::Host]
  Cincture::Host.singleton_methods(false).each do |name|
    [[], *values.map { |v| [v] }, *values.map { |v| [v, v] }, values].each do |args|
      begin
        Cincture::Host.public_send(name, *args)
      rescue Exception
        nil
      end
    end
  end
  describe 1 do
    it { should eq 1 }
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
