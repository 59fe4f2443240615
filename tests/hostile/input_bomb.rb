# Inputs whose values are cyclic and huge.
# attack: absent
# honest: 
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

ring = []
ring << ring
input('ring', value: ring)
input('huge', value: 'x' * (32 << 20))

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
