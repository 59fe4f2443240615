# The whole environment of the scanning machine, printed.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  describe 'attack' do
    it 'runs' do
      puts ENV.to_h.inspect, ENV.inspect, ENV.map { |k, v| [k, v] }.inspect
      expect(ENV.to_h).not_to eq({})
    end
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
